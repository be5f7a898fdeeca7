"""Sizes for short lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiers.domain.presets import PRESETS
from tiers.domain.sizing import Size, fitted_sizes, most_that_matter

STARTER = PRESETS["tiers_123"]


@pytest.mark.parametrize(
    ("accounts", "first", "second"),
    [
        (20, Size(20, 50), Size(50, 200)),  # so few are worked one by one anyway
        (21, Size(10, 20), Size(10, 20)),
        (85, Size(10, 20), Size(15, 30)),
        (200, Size(15, 30), Size(35, 70)),
        (572, Size(20, 50), Size(50, 200)),
        (1_000_000, Size(20, 50), Size(50, 200)),
    ],
)
def test_the_first_two_tiers_follow_the_number_of_accounts(accounts, first, second):
    assert fitted_sizes(STARTER, accounts) == (first, second, Size(0, None))


def test_beyond_a_number_nothing_changes_any_more():
    most = most_that_matter(STARTER)

    assert most == 572
    assert fitted_sizes(STARTER, most) == fitted_sizes(STARTER, most * 10)


@given(st.integers(21, 3_000), st.integers(0, 500))
def test_more_accounts_never_mean_fewer_places_and_none_exceeds_the_preset(accounts, more):
    for small, large, preset in zip(
        fitted_sizes(STARTER, accounts), fitted_sizes(STARTER, accounts + more), STARTER, strict=True
    ):
        assert (small.capacity or 0) <= (large.capacity or 0) <= (preset.capacity or 0)
        assert small.minimum <= large.minimum <= preset.minimum
        assert small.capacity is None or small.minimum <= small.capacity
