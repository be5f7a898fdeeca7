"""Rules as values: how an event fades, and which threshold is an account's."""

from __future__ import annotations

import pytest

from engagement.domain.rules import EngagementRules, EventRule, Qualification, Threshold
from engagement.domain.rules_starter import STARTER_RULES

WIDE, NARROW = Threshold(100_000, 2, 20_000), Threshold(50_000, 1, 10_000)


@pytest.mark.parametrize(
    ("decay", "days", "age", "share"),
    [
        ("none", 1, 300, 1000),
        ("linear", 30, 0, 1000),
        ("linear", 30, 10, 667),
        ("linear", 30, 30, 0),
        ("half_life", 10, 10, 500),
        ("half_life", 10, 5, 707),
        ("half_life", 10, 500, 0),
    ],
)
def test_what_is_left_of_an_event(decay, days, age, share):
    assert EventRule("a", "A", "touch", 1_000, decay=decay, days=days).share(age) == share


def test_a_tier_may_have_a_threshold_of_its_own():
    rule = Qualification(WIDE, by_tier={"tier-1": NARROW})

    assert [rule.threshold_of(tier) for tier in ("tier-1", "tier-2", "")] == [NARROW, WIDE, WIDE]


def test_a_window_shows_whole_weeks():
    assert EngagementRules((), Qualification(WIDE), window_days=90).weeks == 12


def test_the_starter_asks_for_the_published_default():
    assert (STARTER_RULES.window_days, STARTER_RULES.qualification.threshold) == (90, WIDE)
    assert [rule.key for rule in STARTER_RULES.events if rule.act_now] == ["demo_request"]
