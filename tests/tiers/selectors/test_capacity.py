from __future__ import annotations

import pytest

from tests.factories import UserFactory
from tests.tiers.factories import placed, policy, scored
from tiers.models import TierPolicy
from tiers.selectors.capacity import capacity_of
from tiers.selectors.policy import policy_current
from tiers.services.run import tier_sizes

pytestmark = pytest.mark.usefixtures("as_acme")


def test_hours_add_up_by_tier_and_by_owner(django_assert_num_queries):
    tiers = policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 20, "hours_per_week_hundredths": 600},
        {"promote_milli": 0, "stay_milli": 0, "hours_per_week_hundredths": 10},
        sdr_count=2,
        ae_count=3,
        hours_per_person_hundredths=1_000,
    )
    busy, other = UserFactory(name="Busy"), UserFactory(name="Other")
    for name, tier, owner in (("A", 0, busy), ("B", 0, busy), ("C", 1, other), ("D", 1, None)):
        placed(scored(name, 50_000, owner=owner), tiers[tier])
    TierPolicy.objects.update(sizes=tier_sizes())
    current = policy_current()

    with django_assert_num_queries(1):
        found = capacity_of(current)

    assert [(load.accounts, load.needed, load.places) for load in found.tiers] == [(2, 1_200, 8), (2, 20, 20)]
    assert (found.needed, found.given, found.ratio, found.per_person) == (1_220, 5_000, 150, 1_000)
    assert [(load.name, load.sizes, load.needed, load.accounts) for load in found.owners] == [
        ("Busy", [2, 0], 1_200, 2),
        ("", [0, 1], 10, 1),
        ("Other", [0, 1], 10, 1),
    ]
