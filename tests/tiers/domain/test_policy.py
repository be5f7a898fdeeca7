from __future__ import annotations

from dataclasses import replace

import pytest

from tiers.domain.policy import Policy, Problem, TierRule, highest_stay_milli, policy_problems

TOP = TierRule("top", 70_000, 65_000, capacity=10)
NEXT = TierRule("next", 50_000, 45_000)


def codes(*tiers: TierRule) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.field, problem.tier) for problem in policy_problems(Policy(tiers))]


def test_a_stay_line_five_points_under_the_promote_line_is_usable():
    assert policy_problems(Policy((TOP, NEXT))) == []


def test_a_stay_line_nearer_than_five_points_is_refused_with_the_highest_allowed():
    problems = policy_problems(Policy((replace(TOP, stay_milli=65_001),)))

    assert problems == [Problem("stay_too_high", "stay_milli", 0, 65_000)]


@pytest.mark.parametrize(("promote", "stay"), [(0, 0), (4_000, 0), (5_000, 0), (6_000, 1_000)])
def test_a_low_promote_line_may_have_its_stay_line_at_zero(promote, stay):
    assert highest_stay_milli(promote) == stay


def test_a_policy_without_tiers_is_refused():
    assert policy_problems(Policy(())) == [Problem("no_tiers", "tiers")]


def test_more_than_twelve_tiers_are_refused():
    tiers = [TierRule(str(number), 0, 0) for number in range(13)]

    assert codes(*tiers) == [("too_many_tiers", "tiers", None)]


def test_two_tiers_of_one_name_are_refused():
    assert codes(TOP, replace(NEXT, key="top")) == [("duplicate_name", "tiers", None)]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"promote_milli": 100_001}, "line_out_of_range", "promote_milli"),
        ({"promote_milli": -1, "stay_milli": 0}, "line_out_of_range", "promote_milli"),
        ({"stay_milli": -1}, "line_out_of_range", "stay_milli"),
        ({"capacity": 0}, "capacity_too_small", "capacity"),
        ({"minimum": 11}, "minimum_over_capacity", "minimum"),
        ({"minimum": -1}, "minimum_over_capacity", "minimum"),
        ({"dwell_days": -1}, "negative", "dwell_days"),
        ({"hours_hundredths": -1}, "negative", "hours_hundredths"),
    ],
)
def test_a_value_out_of_bounds_is_named_with_its_field(change, code, field):
    assert (code, field, 0) in codes(replace(TOP, **change))


def test_a_line_above_that_of_a_better_tier_is_refused():
    assert codes(TOP, TierRule("next", 75_000, 65_000)) == [("line_above_better_tier", "promote_milli", 1)]
    assert codes(replace(TOP, stay_milli=30_000), NEXT) == [("line_above_better_tier", "stay_milli", 1)]


def test_lines_of_two_tiers_are_equal_or_five_points_apart():
    assert codes(TOP, TierRule("next", 66_000, 60_000)) == [("lines_too_close", "promote_milli", 1)]
    assert codes(TOP, TierRule("next", 65_000, 60_000)) == []
    assert codes(TOP, TierRule("next", 70_000, 65_000)) == []
