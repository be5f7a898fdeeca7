"""Shared cost is shared out without losing a cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.allocation import Drivers, largest_remainder, share_out

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(lambda given: sum(given) > 0)


def test_the_largest_remainders_get_the_cents_left_over():
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(10, [1, 2, 4]) == [1, 3, 6]


def test_a_credit_is_divided_like_its_opposite():
    assert largest_remainder(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("given_weights", [[], [0, 0], [1, -1]])
def test_weights_must_be_able_to_carry_something(given_weights):
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(1, given_weights)


@given(st.integers(-(10**12), 10**12), weights)
def test_the_parts_add_up_exactly_and_are_within_one_cent_of_proportion(amount, given_weights):
    parts = largest_remainder(amount, given_weights)

    assert sum(parts) == amount
    whole = sum(given_weights)
    assert all(abs(part * whole - amount * weight) < whole for part, weight in zip(parts, given_weights, strict=True))


def test_touches_drive_cost_before_time_and_time_before_accounts():
    accounts = {"tier 1": 1, "tier 2": 3}

    assert share_out(400, Drivers({"tier 1": 3, "tier 2": 1}, {"tier 2": 9}, accounts)) == {
        "tier 1": 300,
        "tier 2": 100,
    }
    assert share_out(400, Drivers({}, {"tier 2": 9}, accounts)) == {"tier 2": 400}
    assert share_out(400, Drivers({}, {"tier 2": 0}, accounts)) == {"tier 1": 100, "tier 2": 300}


def test_without_any_driver_nothing_is_shared_out():
    assert share_out(400, Drivers({}, {}, {})) == {}
