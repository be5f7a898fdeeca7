from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tiers.domain.bridge import Stay, TierBridge, bridge
from tiers.domain.churn import bridges_by_period, churn_bp, quarter_start, quarter_starts

TICK = timedelta(microseconds=1)
DAY0 = datetime(2026, 1, 1, tzinfo=UTC)


def test_churn_is_those_who_came_and_went_over_twice_the_mean_size():
    assert churn_bp(TierBridge(0, opening=40, came=10, went=6, closing=44)) == 1_905  # 16 of 84
    assert churn_bp(TierBridge(0, 10, 0, 0, 10)) == 0
    assert churn_bp(TierBridge(0, 0, 3, 3, 0)) is None


def test_quarters_end_with_that_of_the_day():
    assert quarter_start(date(2026, 12, 31)) == date(2026, 10, 1)
    assert quarter_starts(date(2026, 2, 14), quarters=3) == [
        date(2025, 7, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
        date(2026, 4, 1),
    ]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(-5, 39), st.one_of(st.none(), st.integers(0, 40)))))
def test_periods_agree_with_the_bridge_between_their_ends(spans):
    flows, stays = [], []
    for tier, entered, length in spans:
        left = None if length is None else entered + length
        stays.append(Stay(tier, _day(entered), None if left is None else _day(left)))
        flows.append((tier, _period(entered), 1, 0))
        if left is not None:
            flows.append((tier, _period(left), 0, 1))

    found = bridges_by_period(flows, periods=3)

    for period in range(1, 4):
        start, end = _day(10 * period - 10) - TICK, _day(10 * period) - TICK
        expected = bridge(stays, start=start, end=end)
        for tier, rows in found.items():
            assert rows[period - 1] == expected[tier]


def _day(number: int) -> datetime:
    return DAY0 + timedelta(days=number)


def _period(day: int) -> int:
    return 0 if day < 0 else min(day // 10 + 1, 4)
