"""How much of a tier changes in a quarter, from the history of stays. Source: docs/formulas.md, tier churn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tiers.domain.bridge import TierBridge

MONTHS = 3


def churn_bp(bridge: TierBridge) -> int | None:
    """This function will give (left + entered) ÷ (2 × mean size) in hundredths of a percent, half up; None for an empty
    tier.

    The mean size is that of the opening and the closing one.
    """
    size = bridge.opening + bridge.closing
    return None if size == 0 else (20_000 * (bridge.came + bridge.went) + size) // (2 * size)


def quarter_start(day: date) -> date:
    """This function will return the first day of a day's quarter."""
    return date(day.year, day.month - (day.month - 1) % MONTHS, 1)


def quarter_starts(day: date, *, quarters: int) -> list[date]:
    """This function will return the first days of the last quarters, that of ``day`` included, and of the next one."""
    start = quarter_start(day)
    starts = [quarter_start(start + timedelta(days=31 * MONTHS))]
    for _ in range(quarters):
        starts.append(start)
        start = quarter_start(start - timedelta(days=1))
    return starts[::-1]


def bridges_by_period(
    groups: Iterable[tuple[int, int, int | None, int]], *, periods: int
) -> dict[int, list[TierBridge]]:
    """This function will build each tier's bridge over consecutive periods.

    A group is (tier, period it entered, period it left or None, accounts); period 0 is before the first one, and
    ``periods + 1`` after the last.
    """
    counts: dict[int, list[list[int]]] = {}
    for tier, entered, left, accounts in groups:
        rows = counts.setdefault(tier, [[0, 0, 0, 0] for _ in range(periods)])
        for period, row in enumerate(rows, start=1):
            row[0] += accounts * (entered < period and (left is None or left >= period))
            row[1] += accounts * (entered == period)
            row[2] += accounts * (left == period)
            row[3] += accounts * (entered <= period and (left is None or left > period))
    return {tier: [TierBridge(tier, *row) for row in rows] for tier, rows in counts.items()}
