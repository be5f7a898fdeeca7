from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from accounts.models import IcpProfile, IcpVersion
from tests.tiers.factories import NOON, policy, primary_version
from tiers.domain.policy import TierRule
from tiers.models import Tier, TierPolicy
from tiers.selectors.policy import (
    NoPolicyError,
    policy_current,
    ranking_profile_id,
    ranking_profiles,
    ranking_version,
    workspace_day,
)

pytestmark = pytest.mark.usefixtures("as_acme")


def test_the_policy_comes_with_its_tiers_best_first_in_two_queries(django_assert_num_queries):
    tiers = policy()
    Tier.objects.filter(pk=tiers[1].pk).update(position=None)  # retired
    Tier.objects.filter(pk=tiers[0].pk).update(position=4)

    with django_assert_num_queries(2):
        current = policy_current()

    assert current.tiers == (tiers[2], tiers[0])
    assert [current.position(tier.pk) for tier in tiers] == [1, None, 0]
    assert current.position(None) is None


def test_a_locked_policy_is_the_same_policy():
    policy()

    assert policy_current(lock=True).row == policy_current().row


def test_the_rules_are_the_numbers_of_the_tiers():
    policy(
        {
            "promote_milli": 70_000,
            "stay_milli": 60_000,
            "capacity": 2,
            "minimum": 1,
            "dwell_days": 30,
            "hours_per_week_hundredths": 250,
        },
        {"promote_milli": 0, "stay_milli": 0},
        team_hours_per_week_hundredths=4_000,
    )

    rules = policy_current().rules

    assert rules.team_hours_hundredths == 4_000
    assert rules.tiers == (
        TierRule(
            key="tier-1",
            promote_milli=70_000,
            stay_milli=60_000,
            capacity=2,
            minimum=1,
            dwell_days=30,
            hours_hundredths=250,
        ),
        TierRule(
            key="tier-2", promote_milli=0, stay_milli=0, capacity=None, minimum=0, dwell_days=0, hours_hundredths=0
        ),
    )


def test_a_tier_is_as_large_as_last_written_down():
    tiers = policy()
    TierPolicy.objects.update(sizes={str(tiers[0].pk): 7})

    assert [policy_current().size(tier) for tier in tiers] == [7, 0, 0]


def test_without_a_policy_there_is_an_error_that_says_so():
    with pytest.raises(NoPolicyError) as missing:
        policy_current()

    assert missing.value.code == "no_policy"


def test_accounts_are_ranked_by_the_primary_profile_if_any():
    policy()
    assert ranking_profile_id(policy_current()) is None
    assert ranking_version(policy_current()) is None

    version = primary_version()

    assert ranking_profile_id(policy_current()) == version.profile_id
    assert ranking_version(policy_current()) == version


def test_a_policy_may_be_ranked_by_another_published_profile():
    policy()
    primary_version()
    other = IcpProfile.objects.create(key="priority", name="Priority")
    assert [profile.key for profile in ranking_profiles()] == ["fit"]

    IcpVersion.objects.create(profile=other, number=3, status="published")
    TierPolicy.objects.update(profile=other)

    assert [profile.key for profile in ranking_profiles()] == ["fit", "priority"]
    assert ranking_profile_id(policy_current()) == other.pk
    version = ranking_version(policy_current())
    assert version is not None
    assert version.number == 3


def test_a_day_begins_at_midnight_of_the_workspace():
    assert workspace_day(NOON) == date(2026, 3, 2)
    assert workspace_day(datetime(2026, 3, 2, 22, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert workspace_day(datetime(2026, 3, 2, 23, 0, tzinfo=UTC)) == date(2026, 3, 3)  # Budapest is an hour ahead
