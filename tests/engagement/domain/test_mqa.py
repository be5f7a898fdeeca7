"""An account is qualified by depth and breadth or by an event that cannot wait, behind a fit gate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.domain.mqa import Fit, Verdict, judge
from engagement.domain.points import Engagement
from engagement.domain.rules import Qualification, Threshold

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RULE = Qualification(
    Threshold(points_milli=100_000, people=2, person_points_milli=20_000),
    by_tier={"tier-1": Threshold(50_000, 1, 10_000)},
    fit_gate_milli=60_000,
    exit_percent=70,
    act_now_days=14,
)
GOOD_FIT = Fit(60_000)


def standing(points: int, *people: int, act_now_days: int | None = None) -> Engagement:
    hot = None if act_now_days is None else NOW - timedelta(days=act_now_days)
    return Engagement(points, 0, tuple(enumerate(people)), (), None, hot, ())


def verdict(found: Engagement, *, fit: Fit = GOOD_FIT, was: bool = False, tier: str = "") -> Verdict:
    return judge(RULE, found, fit=fit, tier=tier, was_qualified=was, now=NOW)


def test_depth_and_breadth_qualify_together():
    assert verdict(standing(100_000, 80_000, 20_000)) == Verdict(True, "depth_and_breadth")


@pytest.mark.parametrize(
    "found",
    [standing(99_999, 79_999, 20_000), standing(100_000, 80_001, 19_999), standing(500_000, 500_000)],
    ids=["not deep enough", "the second person too shallow", "one person alone"],
)
def test_one_of_them_alone_does_not(found):
    assert verdict(found) == Verdict(False)


def test_a_tier_has_its_own_threshold():
    assert verdict(standing(50_000, 10_000), tier="tier-1") == Verdict(True, "depth_and_breadth")


def test_an_act_now_event_qualifies_at_once_and_for_its_days():
    assert verdict(standing(1_000, 1_000, act_now_days=0)) == Verdict(True, "act_now")
    assert verdict(standing(1_000, 1_000, act_now_days=14)) == Verdict(False)


@pytest.mark.parametrize("fit", [Fit(59_999), Fit(None), Fit(90_000, is_excluded=True)])
def test_nothing_passes_the_gate_without_fit(fit):
    assert verdict(standing(200_000, 100_000, 100_000, act_now_days=0), fit=fit) == Verdict(False)


def test_an_open_gate_asks_for_no_score():
    ungated = Qualification(RULE.threshold)
    found = judge(ungated, standing(100_000, 50_000, 50_000), fit=Fit(None), tier="", was_qualified=False, now=NOW)

    assert found.is_qualified


@pytest.mark.parametrize(
    ("found", "fit", "expected"),
    [
        (standing(70_000, 50_000, 14_000), GOOD_FIT, Verdict(True)),
        (standing(69_999, 50_000, 14_000), GOOD_FIT, Verdict(False, "points_fell")),
        (standing(70_000, 50_000, 13_999), GOOD_FIT, Verdict(False, "people_fell")),
        (standing(70_000, 50_000, 14_000), Fit(55_000), Verdict(True)),
        (standing(70_000, 50_000, 14_000), Fit(54_999), Verdict(False, "fit_fell")),
        (standing(70_000, 50_000, 14_000), Fit(None), Verdict(False, "fit_fell")),
        (standing(900_000, 50_000, 50_000), Fit(90_000, is_excluded=True), Verdict(False, "excluded")),
        (standing(0, act_now_days=13), GOOD_FIT, Verdict(True)),
    ],
)
def test_leaving_takes_more_than_entering(found, fit, expected):
    assert verdict(found, fit=fit, was=True) == expected
