from __future__ import annotations

from tests.tiers.factories import placed, policy, scored
from tiers.selectors.account_extras import account_tiers


def test_each_account_in_a_tier_tells_it_and_since_when(as_acme):
    tiers = policy()
    inside, outside = scored("A", 1_000), scored("B", 1_000)
    stay = placed(inside, tiers[0])

    found = account_tiers([inside.pk, outside.pk])

    assert found == {inside.pk: {"tier": "tier-1", "tier_since": stay.entered_at}}
