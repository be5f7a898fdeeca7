from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.icp_rules import (
    Axis,
    Flag,
    Has,
    KnockOut,
    OneOf,
    Outcome,
    Range,
    Recency,
    Table,
    half_life_table,
    outcome_decode,
    outcome_encode,
)
from tests.accounts.icp_strategies import numbers, patiently, ranges

UNKNOWN = Outcome(0, True)


def test_one_of_matches_whatever_the_capitals() -> None:
    rule = OneOf((("Software", 1000), ("élelmiszer", 700)), 200)

    assert [rule.outcome(v).share for v in ("SOFTWARE", "software", "Élelmiszer", "ÉLELMISZER", "other")] == [
        1000,
        1000,
        700,
        700,
        200,
    ]
    assert rule.outcome(None) == UNKNOWN


@pytest.mark.parametrize(
    ("x", "share"), [(0, 0), (100, 0), (101, 3), (300, 500), (499, 998), (500, 1000), (9999, 1000)]
)
def test_a_rising_range_follows_its_line_half_up(x: int, share: int) -> None:
    assert Range(((100, 0), (500, 1000))).outcome(x) == Outcome(share)


@pytest.mark.parametrize(("x", "share"), [(0, 1000), (1, 833), (3, 500), (6, 0)])
def test_a_falling_range_rounds_the_distance_from_its_left_share(x: int, share: int) -> None:
    # 2·1000·1 + 6 div 12 = 167 down from 1000
    assert Range(((0, 1000), (6, 0))).outcome(x) == Outcome(share)


@patiently
@given(ranges(), numbers)
def test_a_range_stays_between_its_lowest_and_highest_share(rule: Range, x: int) -> None:
    lows = min(share for _, share in rule.points)

    assert lows <= rule.outcome(x).share <= rule.max_share


def test_has_any_and_all_differ() -> None:
    any_, all_ = Has("any", ("SAP", "Oracle"), 900, 100), Has("all", ("SAP", "Oracle"), 900, 100)

    assert (any_.outcome(("sap",)).share, all_.outcome(("sap",)).share) == (900, 100)
    assert all_.outcome(("oracle", "Sap", "x")).share == 900


def test_an_empty_list_is_known_and_an_unknown_one_is_not() -> None:
    rule = Has("any", ("SAP",), 1000, 0)

    assert rule.outcome(()) == Outcome(0)
    assert rule.outcome(None) == UNKNOWN


@pytest.mark.parametrize(("age", "share"), [(0, 1000), (1, 989), (45, 500), (89, 12), (90, 0), (4000, 0)])
def test_linear_decay_takes_off_a_whole_number_of_per_mille(age: int, share: int) -> None:
    # 1000·1 div 90 = 11
    assert Recency("linear", 90).outcome(age) == Outcome(share)


def test_no_signal_is_known_and_worth_nothing() -> None:
    assert Recency("linear", 90).outcome(None) == Outcome(0)


def test_a_half_life_halves_and_ends_at_nought() -> None:
    table = half_life_table(30)

    assert (table[0], table[30], table[60], table[90]) == (1000, 500, 250, 125)
    assert table[1] == 977  # 1000·2^(−1/30) = 977.16
    assert table[-1] == 1
    assert Recency("half_life", 30, table).outcome(len(table)) == Outcome(0)


def test_a_flag_reads_yes_no_and_unknown() -> None:
    rule = Flag(800, 300)

    assert (rule.outcome(True), rule.outcome(False), rule.outcome(None)) == (Outcome(800), Outcome(300), UNKNOWN)


def test_a_table_of_two_facts_finds_its_cell() -> None:
    rule = Table(
        (Axis("employees", (50, 500)), Axis("industry", (), (("software", "it"), ("retail",)))),
        tuple(range(16)),
    )

    assert rule.outcome(49, "IT") == Outcome(0)
    assert rule.outcome(50, "Retail") == Outcome(5)
    assert rule.outcome(500, "mining") == Outcome(10)
    assert rule.outcome(None, "software") == Outcome(12, True)
    assert rule.outcome(None, None) == Outcome(15, True)


@pytest.mark.parametrize(
    ("rule", "value", "holds"),
    [
        (KnockOut("in", ("gambling",)), "Gambling", True),
        (KnockOut("not_in", ("software",)), "retail", True),
        (KnockOut("not_in", ("software",)), None, False),
        (KnockOut("below", bound=10), 9, True),
        (KnockOut("below", bound=10), 10, False),
        (KnockOut("above", bound=10), 11, True),
        (KnockOut("is_true"), True, True),
        (KnockOut("is_false"), None, False),
        (KnockOut("has_any", ("SAP",)), ("sap",), True),
        (KnockOut("has_all", ("SAP", "AWS")), ("sap",), False),
        (KnockOut("within_days", bound=30), 30, True),
        (KnockOut("within_days", bound=30), None, False),
    ],
)
def test_a_knock_out_holds_only_where_the_fact_says_so(rule: KnockOut, value: object, holds: bool) -> None:
    assert rule.holds(value) is holds  # type: ignore[arg-type]


@patiently
@given(st.integers(0, 1000), st.booleans())
def test_an_outcome_survives_its_smallint(share: int, unknown: bool) -> None:
    outcome = Outcome(share, unknown)

    assert outcome_decode(outcome_encode(outcome)) == outcome
    assert (outcome_encode(outcome) < 0) is unknown
