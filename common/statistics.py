"""Small-sample statistics every room may use: intervals for shares and exact tests for two-by-two tables.

Pure functions of numbers; source of the conventions: docs/formulas.md#common-rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma, sqrt

Z_95 = 1.959963984540054  # two-sided 95 % quantile of the normal distribution
EXACT_UP_TO = 2_000  # of a table's total; beyond it whole numbers grow too long to be worth their exactness
TAIL = 1e-18  # of the likeliest table: what comes further out changes no digit anybody sees
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
    """This function will give Fisher's exact two-sided p: tables with these margins, at most as likely as this one.

    Above 2,000 in all it is worked out in floating point, which agrees to seven digits.
    """
    row = table.won_with + table.won_without
    column = table.won_with + table.lost_with
    total = row + table.lost_with + table.lost_without
    if total == 0:
        return 1.0
    lowest, highest = max(0, row + column - total), min(row, column)
    if total > EXACT_UP_TO:
        return _fisher_of_many(table.won_with, row, column, total)
    ways = {k: comb(row, k) * comb(total - row, column - k) for k in range(lowest, highest + 1)}
    observed = ways[table.won_with]
    extreme = sum(count for count in ways.values() if count <= observed)  # whole numbers: no tolerance needed
    return float(Fraction(extreme, sum(ways.values())))


def _fisher_of_many(seen: int, row: int, column: int, total: int) -> float:
    """Walk from the likeliest table outwards to both sides, each by its ratio to the one before."""
    lowest, highest = max(0, row + column - total), min(row, column)
    mode = min(max((row + 1) * (column + 1) // (total + 2), lowest), highest)

    def likelihood(k: int) -> float:  # of the table with k, as a logarithm less what all tables share
        return -(lgamma(k + 1) + lgamma(row - k + 1) + lgamma(column - k + 1) + lgamma(total - row - column + k + 1))

    bound = exp(likelihood(seen) - likelihood(mode)) * (1 + 1e-9)
    whole = extreme = 0.0
    for step in (1, -1):
        k, ratio = (mode, 1.0) if step == 1 else (mode - 1, 0.0)
        if step == -1 and k >= lowest:
            ratio = exp(likelihood(k) - likelihood(mode))
        while lowest <= k <= highest and ratio > TAIL:
            whole += ratio
            extreme += ratio if ratio <= bound else 0.0
            if step == 1:
                ratio *= (row - k) * (column - k) / ((k + 1) * (total - row - column + k + 1))
            else:
                ratio *= k * (total - row - column + k) / ((row - k + 1) * (column - k + 1))
            k += step
    return min(1.0, extreme / whole)


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """This function will correct p values for being looked at together (Holm), in the given order."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = highest
    return adjusted
