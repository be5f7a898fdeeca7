"""Whether the sizes are still those a new workspace gets."""

from __future__ import annotations

import pytest

from tests.tiers.factories import NOON
from tiers.models import Tier, TierPolicy
from tiers.selectors.policy import policy_current
from tiers.selectors.sizing import is_untouched, tiers_fitted
from tiers.services.policy import starter_policy_create

pytestmark = pytest.mark.usefixtures("as_acme")


def test_only_tiers_with_other_places_than_the_preset_are_fitted():
    starter_policy_create(now=NOON)
    assert tiers_fitted(policy_current()) == []

    Tier.objects.filter(key="tier-2").update(capacity=30)

    assert [tier.key for tier in tiers_fitted(policy_current())] == ["tier-2"]


@pytest.mark.parametrize("change", [{"version": 2}, {"preset": ""}, {"preset": "strategic"}])
def test_a_policy_somebody_saved_is_not_fitted(change):
    starter_policy_create(now=NOON)
    Tier.objects.filter(key="tier-2").update(capacity=30)
    assert is_untouched(policy_current())

    TierPolicy.objects.update(**change)

    assert not is_untouched(policy_current())
    assert tiers_fitted(policy_current()) == []
