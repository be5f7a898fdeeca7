from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tiers.domain.bridge import Stay, TierBridge, bridge

DAY0 = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return DAY0 + timedelta(days=number)


def test_a_bridge_counts_who_was_there_who_came_and_who_went():
    stays = [
        Stay(0, day(0)),  # there all the time
        Stay(0, day(0), day(15)),  # went
        Stay(0, day(12)),  # came
        Stay(0, day(12), day(14)),  # came and went
        Stay(0, day(0), day(10)),  # gone before
        Stay(1, day(15)),  # came to the other tier
    ]

    assert bridge(stays, start=day(10), end=day(20)) == {0: TierBridge(0, 2, 2, 2, 2), 1: TierBridge(1, 0, 1, 0, 1)}


def test_who_comes_at_the_opening_instant_is_in_the_opening():
    assert bridge([Stay(0, day(5))], start=day(5), end=day(5)) == {0: TierBridge(0, 1, 0, 0, 1)}


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30)))),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_opening_plus_came_minus_went_is_closing_for_any_two_dates(spans, one, other):
    stays = [Stay(tier, day(a), None if length is None else day(a + length)) for tier, a, length in spans]

    for row in bridge(stays, start=day(min(one, other)), end=day(max(one, other))).values():
        assert row.opening + row.came - row.went == row.closing
