from __future__ import annotations

from tests.tiers.factories import placed, policy, scored
from tiers.models import TierPolicy
from tiers.selectors.account_extras import account_tiers


def test_each_account_in_a_tier_tells_it_and_since_when(as_acme):
    tiers = policy()
    inside, outside = scored("A", 1_000), scored("B", 1_000)
    stay = placed(inside, tiers[0])

    found = account_tiers([inside.pk, outside.pk])

    assert found == {
        inside.pk: {"tier": "tier-1", "tier_since": stay.entered_at, "priority": None},
        outside.pk: {"tier": None, "tier_since": None, "priority": None},
    }


def test_the_priority_is_the_score_under_the_profile_the_policy_names(as_acme):
    policy()
    account = scored("A", 1_000)
    TierPolicy.objects.update(profile_id=account.scores.get().profile_id)

    assert account_tiers([account.pk])[account.pk]["priority"] == 1_000
