"""A segment's rule: every part must hold, an unknown fact holds nothing."""

from __future__ import annotations

import pytest

from accounts.domain.segments import Bounds, SegmentRuleInvalid, segment_rule_json, segment_rule_parse

IT_CENTRAL_EUROPE = {"industry": ["software", "it services"], "country": ["DE", "HU"], "employees": {"min": 501}}


@pytest.mark.parametrize(
    ("facts", "belongs"),
    [
        ({"industry": "software", "country": "HU", "employees": 501}, True),
        ({"industry": "software", "country": "HU", "employees": 500}, False),
        ({"industry": "retail", "country": "HU", "employees": 9000}, False),
        ({"industry": "software", "country": "HU"}, False),
        ({"country": "HU", "employees": 900}, False),
    ],
)
def test_every_part_must_hold(facts: dict[str, object], belongs: bool):
    assert segment_rule_parse(IT_CENTRAL_EUROPE).holds(facts) is belongs


def test_any_of_the_technologies_is_enough():
    rule = segment_rule_parse({"technologies": ["SAP", "Odoo"]})
    assert rule.holds({"technologies": ["Odoo", "Slack"]})
    assert not rule.holds({"technologies": []})
    assert not rule.holds({"technologies": None})


def test_bounds_are_inclusive():
    assert [Bounds(5, 7).holds(value) for value in (4, 5, 7, 8, None)] == [False, True, True, False, False]


def test_a_rule_is_written_as_it_was_read():
    assert segment_rule_json(segment_rule_parse(IT_CENTRAL_EUROPE)) == IT_CENTRAL_EUROPE


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({}, "at least one part"),
        ([], "an object"),
        ({"color": ["red"]}, "color: unknown"),
        ({"industry": [1]}, "industry: give a list of texts"),
        ({"employees": 5}, "employees: give"),
        ({"employees": {"min": -1}}, "employees: bounds are whole numbers"),
        ({"employees": {"min": 9, "max": 3}}, "employees: the lower bound"),
    ],
)
def test_an_unusable_rule_says_which_part(rule: object, says: str):
    with pytest.raises(SegmentRuleInvalid, match=says):
        segment_rule_parse(rule)
