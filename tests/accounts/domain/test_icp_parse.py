from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.icp import Problem, SpecError, VersionSpec, problems_before_publish
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_format import criterion_json
from accounts.domain.icp_parse import criterion_parse, version_parse
from tests.accounts.icp_strategies import patiently, versions

SIZE: dict[str, Any] = {
    "key": "size",
    "label": "Employees",
    "group": "firmographic",
    "fact": "employees",
    "weight": 30,
    "rule": {"kind": "range", "points": [[10, 0], [500, 1000]]},
}


def problems(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        criterion_parse({**SIZE, **changes}, path="c")
    return [(problem.path, problem.code) for problem in caught.value.problems]


@patiently
@given(versions())
def test_json_and_back_is_the_same_profile(spec: VersionSpec) -> None:
    wire = json.loads(json.dumps([criterion_json(criterion) for criterion in spec.criteria]))

    assert version_parse(wire) == spec


def test_every_problem_is_named_with_its_path_at_once() -> None:
    assert problems(group="nonsense", weight=0, label=" ") == [
        ("c.label", "untidy_text"),
        ("c.group", "not_a_choice"),
        ("c.weight", "out_of_bounds"),
    ]


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        ({"kind": "range", "points": [[10, 0], [10, 5]]}, "c.rule.points.1", "not_ascending"),
        ({"kind": "range", "points": [[10, 1001]]}, "c.rule.points.0", "out_of_bounds"),
        ({"kind": "range", "points": [[1.5, 10]]}, "c.rule.points.0", "not_an_integer"),
        ({"kind": "range", "points": []}, "c.rule.points", "count"),
        ({"kind": "range", "points": [[1]]}, "c.rule.points.0", "not_a_pair"),
        ({"kind": "range", "points": [[1, 2]], "x": 1}, "c.rule.x", "unknown_field"),
        ({"kind": "guess"}, "c.rule.kind", "not_a_choice"),
        ({"kind": "one_of", "shares": {"SAP": 1, "sap": 2}}, "c.rule.shares", "duplicate"),
        ({"kind": "one_of", "shares": {"a": True}}, "c.rule.shares.a", "not_an_integer"),
        ({"kind": "has", "values": ["a"], "mode": "some"}, "c.rule.mode", "not_a_choice"),
        ({"kind": "recency", "decay": "linear", "days": 0}, "c.rule.days", "out_of_bounds"),
        ({"kind": "table", "axes": [{"fact": "employees", "edges": [1]}], "shares": [1]}, "c.rule.shares", "cells"),
        (
            {"kind": "table", "axes": [{"fact": "custom.N", "list": True, "edges": [1]}], "shares": [1, 2, 3]},
            "c.rule.axes.0.list",
            "edges_of_a_list",
        ),
        (
            {"kind": "table", "axes": [{"fact": "industry", "list": True, "categories": [["a"]]}], "shares": [1, 2, 3]},
            "c.rule.axes.0.fact",
            "wrong_fact_kind",
        ),
        ({"kind": "knock_out", "op": "below"}, "c.rule.bound", "required"),
        (None, "c.rule", "required"),
    ],
)
def test_a_faulty_rule_is_refused_where_it_is_faulty(rule: Any, path: str, code: str) -> None:
    assert (path, code) in problems(rule=rule)


def test_a_rule_must_be_able_to_read_its_fact() -> None:
    assert problems(fact="industry") == [("c.fact", "wrong_fact_kind")]
    assert problems(fact="shoe_size") == [("c.fact", "unknown_fact")]


def test_a_knock_out_has_no_weight() -> None:
    rule = {"kind": "knock_out", "op": "below", "bound": 10}

    assert problems(rule=rule) == [("c.weight", "knock_out_weight")]
    assert criterion_parse({**SIZE, "rule": rule, "weight": None}).weight == 0


def test_two_criteria_may_not_share_a_key() -> None:
    with pytest.raises(SpecError) as caught:
        version_parse([SIZE, SIZE])

    assert caught.value.problems == [Problem("criteria.1.key", "duplicate", {"value": "size"})]


def test_more_than_64_criteria_are_refused() -> None:
    with pytest.raises(SpecError) as caught:
        version_parse([{**SIZE, "key": f"size{place}"} for place in range(65)])

    assert caught.value.problems == [Problem("criteria", "too_many", {"limit": 64})]


def test_a_version_without_weight_cannot_be_published() -> None:
    only = {**SIZE, "weight": 0, "rule": {"kind": "knock_out", "op": "below", "bound": 10}}

    assert problems_before_publish(version_parse([only])) == [Problem("criteria", "no_weight")]
    assert problems_before_publish(version_parse([SIZE])) == []


def test_a_half_life_table_is_computed_when_absent_and_kept_when_given() -> None:
    rule = {"kind": "recency", "decay": "half_life", "days": 1}
    given = {**SIZE, "fact": "signal.visit", "rule": rule}

    assert criterion_parse(given).rule.table[:3] == (1000, 500, 250)  # type: ignore[union-attr]
    kept = criterion_parse({**given, "rule": {**rule, "table": [1000, 499]}})
    assert kept.rule.table == (1000, 499)  # type: ignore[union-attr]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@patiently
@given(st.sampled_from(["one_of", "range", "has", "recency", "flag", "table", "knock_out"]), st.data())
def test_no_json_makes_the_parser_fail_otherwise_than_by_refusing(kind: str, data: st.DataObject) -> None:
    names = ["shares", "points", "mode", "values", "decay", "days", "axes", "op", "bound", "other"]
    rule = {"kind": kind, **data.draw(st.dictionaries(st.sampled_from(names), json_values))}
    try:
        version_parse([{**SIZE, "fact": data.draw(json_values), "rule": rule}])
    except SpecError as refused:
        assert refused.problems


def test_a_profile_of_accounts_cannot_read_facts_of_a_deal() -> None:
    amount = {**SIZE, "fact": "deal.amount"}

    with pytest.raises(SpecError) as caught:
        version_parse([amount], subject=Subject.ACCOUNT)

    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("criteria.0.fact", "fact_of_a_deal")
    ]
    assert version_parse([amount], subject=Subject.DEAL).criteria[0].fact == "deal.amount"
