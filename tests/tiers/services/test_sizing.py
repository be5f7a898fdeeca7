"""The starter policy follows the length of the list until somebody saves it."""

from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, scored
from tiers.models import Tier, TierAssignment, TierPolicy
from tiers.selectors.policy import policy_current
from tiers.selectors.sizing import tiers_fitted
from tiers.services.policy import PolicySettings, policy_update, preset_specs, starter_policy_create
from tiers.services.run import tiers_run
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")


def places() -> list[int | None]:
    return [tier.capacity for tier in policy_current().tiers]


def best(count: int) -> None:
    for number in range(count):
        scored(f"Account {number:03}", 99_000 - number * 100)


def test_a_short_list_does_not_fill_the_first_tier_with_most_of_it():
    starter_policy_create(now=NOON)
    best(40)

    result = tiers_run(now=NOON)

    assert places() == [20, 20, None]
    assert sorted(result.sizes.values()) == [20, 20]
    assert result.warnings == []
    assert [tier.name for tier in tiers_fitted(policy_current())] == ["Tier 1", "Tier 2"]


def test_the_sizes_grow_with_the_list_and_running_again_moves_nobody():
    starter_policy_create(now=NOON)
    best(40)
    tiers_run(now=NOON)
    best(110)

    tiers_run(now=NOON)

    assert places() == [23, 53, None]
    assert tiers_run(now=NOON).moved == 0


def test_a_tier_never_gets_fewer_places_than_it_has_accounts():
    starter_policy_create(now=NOON)
    best(40)
    first = Tier.objects.get(key="tier-1")
    TierPolicy.objects.update(sizes={str(first.pk): 33})

    tiers_run(now=NOON)

    assert places()[0] == 33


def test_a_policy_that_somebody_saved_stays_as_it_was_saved():
    starter_policy_create(now=NOON)
    best(40)
    actor = Actor("task", "", "test")
    policy_update(specs=preset_specs("tiers_123"), settings=PolicySettings(), actor=actor, now=NOON)

    tiers_run(now=NOON)

    assert places() == [50, 200, None]
    assert TierAssignment.objects.filter(left_at=None, tier__key="tier-1").count() == 40
    assert tiers_fitted(policy_current()) == []
