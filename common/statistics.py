"""Small-sample statistics every room may use: intervals for shares and exact tests for two-by-two tables.

Pure functions of numbers; source of the conventions: docs/formulas.md#common-rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

Z_95 = 1.959963984540054  # two-sided 95 % quantile of the normal distribution
HALDANE = 0.5  # added to each cell, so that an empty cell does not make the odds infinite


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; both ends are shares between 0 and 1."""

    low: float
    high: float


def wilson_interval(*, successes: int, trials: int) -> Interval | None:
    """This function will give Wilson's 95 % interval of a share, or None without a trial.

    :raises ValueError: when the counts cannot belong together.
    """
    if successes < 0 or successes > trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return None
    share = successes / trials
    spread = Z_95 * Z_95 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Table2x2:
    """Counts of present/absent among won and among lost."""

    won_with: int
    won_without: int
    lost_with: int
    lost_without: int


def odds_ratio(table: Table2x2) -> float:
    """This function will give the odds ratio with Haldane's correction (+0.5 in each cell)."""
    return ((table.won_with + HALDANE) * (table.lost_without + HALDANE)) / (
        (table.won_without + HALDANE) * (table.lost_with + HALDANE)
    )


def fisher_two_sided(table: Table2x2) -> float:
    """This function will give Fisher's exact two-sided p: tables with these margins, at most as likely as this one."""
    row = table.won_with + table.won_without
    column = table.won_with + table.lost_with
    total = row + table.lost_with + table.lost_without
    if total == 0:
        return 1.0
    lowest, highest = max(0, row + column - total), min(row, column)
    ways = {k: comb(row, k) * comb(total - row, column - k) for k in range(lowest, highest + 1)}
    observed = ways[table.won_with]
    extreme = sum(count for count in ways.values() if count <= observed)  # whole numbers: no tolerance needed
    return float(Fraction(extreme, sum(ways.values())))


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """This function will correct p values for being looked at together (Holm), in the given order."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = highest
    return adjusted
