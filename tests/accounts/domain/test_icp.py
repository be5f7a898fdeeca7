from __future__ import annotations

from accounts.domain.icp import GROUPS, Problem, SpecError, VersionSpec
from accounts.domain.icp_facts import FactKind, FactRead
from accounts.domain.icp_rules import Axis, Criterion, Flag, KnockOut, Range, Recency, Table

SIZE = Criterion("size", "Size", "firmographic", 30, Range(((0, 0), (10, 1000))), "employees")
GRID = Criterion("grid", "Grid", "predictive", 20, Table((Axis("employees", (1,)), Axis("offices", (1,))), (0,) * 9))
OUT = Criterion("out", "Out", "firmographic", 0, KnockOut("is_true"), "custom.Blocked")
FRESH = Criterion("fresh", "Fresh", "behaviour", 5, Recency("linear", 30), "signal.visit")


def test_knock_outs_add_nothing_to_the_weight() -> None:
    assert VersionSpec((SIZE, OUT, GRID)).total_weight == 50


def test_each_fact_is_read_once_in_the_order_of_first_use() -> None:
    assert VersionSpec((GRID, SIZE, OUT)).reads == (
        FactRead("employees", FactKind.INT),
        FactRead("offices", FactKind.INT),
        FactRead("custom.Blocked", FactKind.BOOL),
    )


def test_one_custom_field_can_be_read_in_two_ways() -> None:
    as_flag = Criterion("flag", "Flag", "internal", 1, Flag(), "custom.Plan")
    as_number = Criterion("number", "Number", "internal", 1, Range(((0, 0),)), "custom.Plan")

    assert len(VersionSpec((as_flag, as_number)).reads) == 2


def test_only_ages_move_by_themselves() -> None:
    assert VersionSpec((SIZE, FRESH)).decays
    assert not VersionSpec((SIZE, GRID)).decays


def test_the_groups_are_those_of_the_six_inputs_and_the_segment_criteria() -> None:
    assert len(GROUPS) == 10


def test_an_error_tells_every_place() -> None:
    assert str(SpecError([Problem("a.b", "required"), Problem("c", "duplicate")])) == "a.b: required; c: duplicate"
