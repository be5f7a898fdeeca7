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


def bridges_by_period(flows: Iterable[tuple[int, int, int, int]], *, periods: int) -> dict[int, list[TierBridge]]:
    """This function will build each tier's bridge over consecutive periods.

    A flow is (tier, period, came, went); period 0 is before the first one. What is after the last has no part in it.
    """
    moves: dict[int, list[list[int]]] = {}
    for tier, period, came, went in flows:
        rows = moves.setdefault(tier, [[0, 0] for _ in range(periods + 1)])
        if period <= periods:
            rows[period][0] += came
            rows[period][1] += went
    return {tier: _bridges(tier, rows) for tier, rows in moves.items()}


def _bridges(tier: int, rows: list[list[int]]) -> list[TierBridge]:
    size = rows[0][0] - rows[0][1]
    found = []
    for came, went in rows[1:]:
        found.append(TierBridge(tier, size, came, went, size + came - went))
        size += came - went
    return found
