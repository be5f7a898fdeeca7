from __future__ import annotations

import pytest

from tiers.domain.assignment import PolicyWarning, policy_warnings
from tiers.domain.capacity import aes_per_sdr, hours_needed, places_by_hours, team_hours
from tiers.domain.policy import Policy, TierRule

ONE = TierRule("one", 70_000, 60_000, capacity=20, hours_hundredths=600)
FEW = TierRule("few", 50_000, 40_000, capacity=10, hours_hundredths=50)
MANY = TierRule("many", 0, 0)


def test_the_hours_said_for_the_team_count_before_people_times_hours():
    assert team_hours(said=5_000, per_person=4_000, sdrs=2, aes=0) == 5_000
    assert team_hours(said=None, per_person=4_000, sdrs=2, aes=1) == 12_000
    assert team_hours(said=None, per_person=4_000, sdrs=None, aes=None) is None
    assert team_hours(said=None, per_person=None, sdrs=2, aes=1) is None


def test_two_sdrs_sustain_thirteen_accounts_of_six_hours_each():
    hours = team_hours(said=None, per_person=4_000, sdrs=2, aes=None)

    assert places_by_hours(Policy((ONE,), hours)) == (13,)


def test_each_tier_takes_what_the_better_ones_leave_and_never_more_than_its_capacity():
    assert places_by_hours(Policy((ONE, FEW, MANY), 8_000)) == (13, 4, None)
    assert places_by_hours(Policy((ONE, FEW, MANY), 1_000_000)) == (20, 10, None)
    assert places_by_hours(Policy((ONE, FEW, MANY))) == (None, None, None)
    assert hours_needed(Policy((ONE, FEW, MANY)), [3, 4, 5]) == (1_800, 200, 0)


@pytest.mark.parametrize(
    ("sdrs", "aes", "ratio"), [(2, 5, 250), (3, 1, 33), (3, 2, 67), (0, 4, None), (None, 4, None), (2, None, None)]
)
def test_aes_per_sdr_in_hundredths_half_up(sdrs, aes, ratio):
    assert aes_per_sdr(sdrs, aes) == ratio


@pytest.mark.parametrize(
    ("sdrs", "aes", "warning"),
    [
        (1, 1, None),
        (2, 5, None),
        (2, 1, PolicyWarning("few_aes", None, 50, 100)),
        (1, 3, PolicyWarning("many_aes", None, 300, 250)),
        (0, 3, PolicyWarning("no_sdr", None, 0, 3)),
        (0, 0, None),
        (None, 3, None),
    ],
)
def test_a_team_out_of_proportion_is_warned_of(sdrs, aes, warning):
    found = policy_warnings(Policy((MANY,), sdrs=sdrs, aes=aes), [5])

    assert found == (() if warning is None else (warning,))
