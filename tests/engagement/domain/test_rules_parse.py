"""Engagement rules as JSON: read strictly, written back unchanged, every fault named."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp import SpecError
from engagement.domain.rules_parse import rules_format, rules_parse
from engagement.domain.rules_starter import STARTER_RULES


def changed(**more: Any) -> dict[str, Any]:
    return {**rules_format(STARTER_RULES), **more}


def with_event(**more: Any) -> dict[str, Any]:
    data = rules_format(STARTER_RULES)
    data["events"][0] |= more
    return data


def with_qualification(**more: Any) -> dict[str, Any]:
    data = rules_format(STARTER_RULES)
    data["qualification"] |= more
    return data


def faults(data: object) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        rules_parse(data)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_the_starter_rules_survive_the_round_trip():
    data = changed(tier_percent={"tier-1": 150}, excluded_domains=["agency.test"])
    data["qualification"]["by_tier"] = {"tier-1": {"points_milli": 5, "people": 1, "person_points_milli": 3}}

    assert rules_format(rules_parse(data)) == data
    assert rules_parse(rules_format(STARTER_RULES)) == STARTER_RULES


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, ("rules", "required")),
        (changed(colour="red"), ("rules.colour", "unknown_field")),
        (changed(window_days=7), ("window_days", "out_of_bounds")),
        (changed(events=[]), ("events", "count")),
        (changed(seniority_percent={"boss": 100}), ("seniority_percent.boss", "unknown_field")),
        (changed(seniority_percent={"vp": 1_001}), ("seniority_percent.vp", "out_of_bounds")),
        (changed(excluded_domains=["not a domain"]), ("excluded_domains.0", "bad_domain")),
        (with_event(key="Bad Key"), ("events.0.key", "bad_key")),
        (with_event(key="meeting"), ("events.1.key", "duplicate")),
        (with_event(source="fax"), ("events.0.source", "not_a_choice")),
        (with_event(decay="slow"), ("events.0.decay", "not_a_choice")),
        (with_event(decay="half_life", days=366), ("events.0.days", "out_of_bounds")),
        (with_event(points_milli=1.5), ("events.0.points_milli", "not_an_integer")),
        (with_event(act_now="yes"), ("events.0.act_now", "not_a_flag")),
        (with_event(direction="sideways"), ("events.0.direction", "not_a_choice")),
        (with_qualification(exit_percent=101), ("qualification.exit_percent", "out_of_bounds")),
        (with_qualification(by_tier={"a": {"people": 1}}), ("qualification.by_tier.a.points_milli", "required")),
    ],
)
def test_a_fault_is_named_with_its_place(data, expected):
    assert expected in faults(data)


def test_all_faults_are_told_at_once():
    assert len(faults(with_qualification(exit_percent=0, act_now_days=0))) == 2
