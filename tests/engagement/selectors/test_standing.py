"""Engagement is judged by the newest rules, the primary profile's fit and the tier an account is in."""

from __future__ import annotations

from engagement.domain.mqa import Fit
from engagement.domain.rules_parse import rules_format
from engagement.domain.rules_starter import STARTER_RULES
from engagement.models import EngagementRuleSet
from engagement.selectors.standing import NOWHERE, Setting, rules_in_force, settings_of
from engagement.services import starter_engagement_rules_create
from tests.engagement.factories import NOON
from tests.engagement.services.test_standing import fit_set
from tests.factories import AccountFactory
from tiers.models import Tier, TierAssignment
from tiers.services import starter_policy_create


def test_the_highest_number_is_in_force(as_acme):
    assert rules_in_force() is None

    starter_engagement_rules_create(now=NOON)
    EngagementRuleSet.objects.create(number=2, rules=rules_format(STARTER_RULES) | {"window_days": 60}, created_at=NOON)
    found = rules_in_force()

    assert found is not None
    assert (found.number, found.rules.window_days) == (2, 60)


def test_fit_exclusion_and_tier_are_read_for_many_at_once(as_acme, django_assert_num_queries):
    starter_policy_create(now=NOON)
    scored, excluded, unknown = AccountFactory(), AccountFactory(), AccountFactory()
    fit_set(scored, 61_000)
    fit_set(excluded, 70_000, excluded_by="sanctions")
    TierAssignment.objects.create(account=scored, tier=Tier.objects.get(key="tier-1"), entered_at=NOON, cause="score")

    with django_assert_num_queries(3):
        found = settings_of([scored.pk, excluded.pk, unknown.pk])

    assert found == {
        scored.pk: Setting(Fit(61_000), "tier-1"),
        excluded.pk: Setting(Fit(70_000, True)),
        unknown.pk: NOWHERE,
    }
