from __future__ import annotations

import pytest

from tiers.domain.policy import Policy, TierRule, policy_problems
from tiers.domain.presets import PRESETS, STARTER_PRESET, Level


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_usable_policy(name):
    tiers = [
        TierRule(t.name, t.promote_milli, t.stay_milli, t.capacity, t.minimum, t.dwell_days, t.hours_hundredths)
        for t in PRESETS[name]
    ]

    assert policy_problems(Policy(tuple(tiers))) == []


def test_the_presets_have_the_sizes_of_the_sources():
    sizes = {name: [(t.name, t.minimum, t.capacity) for t in tiers] for name, tiers in PRESETS.items()}

    assert sizes["strategic"] == [("Strategic", 5, 10), ("Lite", 20, 40), ("Programmatic", 100, None)]
    assert sizes[STARTER_PRESET] == [("Tier 1", 20, 50), ("Tier 2", 50, 200), ("Tier 3", 0, None)]


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_goes_from_one_to_one_over_one_to_few_to_one_to_many(name):
    assert [tier.level for tier in PRESETS[name]] == [Level.ONE_TO_ONE, Level.ONE_TO_FEW, Level.ONE_TO_MANY]
