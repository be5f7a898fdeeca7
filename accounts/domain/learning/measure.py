"""How good a ranking is: area under the curve with its interval, lift, calibration.

Sources: DeLong, DeLong and Clarke-Pearson 1988 (Biometrics 44:837–845), computed by midranks as Sun and Xu 2014
(IEEE Signal Processing Letters 21:1389–1393); Wilson 1927 (JASA 22:209–212).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.frame import Bools, Floats

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Auc:
    """The chance that a won deal outranks a lost one, with DeLong's 95 % interval."""

    value: float
    low: float
    high: float


def midranks(scores: Floats) -> Floats:
    """This function will rank from 1; equal scores share the mean of their ranks."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])


def auc(won: Bools, scores: Floats) -> float | None:
    """This function will compute the area under the curve; nothing where one outcome is missing."""
    wins, losses = int(won.sum()), int((~won).sum())
    if not wins or not losses:
        return None
    rank_sum = float(midranks(scores)[won].sum())
    return (rank_sum - wins * (wins + 1) / 2) / (wins * losses)


def auc_interval(won: Bools, scores: Floats) -> Auc | None:
    """This function will compute the area with DeLong's 95 % interval, cut to 0–1; nothing below two of an outcome."""
    wins, losses = int(won.sum()), int((~won).sum())
    if wins < 2 or losses < 2:
        return None
    everyone = midranks(scores)
    over_lost = (everyone[won] - midranks(scores[won])) / losses  # each won deal: share of lost ones below it
    under_won = 1 - (everyone[~won] - midranks(scores[~won])) / wins
    value = float(over_lost.mean())
    spread = math.sqrt(float(over_lost.var(ddof=1)) / wins + float(under_won.var(ddof=1)) / losses)
    return Auc(value, max(0.0, value - Z95 * spread), min(1.0, value + Z95 * spread))


def wilson(won: int, n: int) -> tuple[float, float]:
    """This function will give Wilson's 95 % interval of a share; 0 to 1 where there is nothing to count."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = won / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Band:
    """Deals of like score: how many, how many of them won, and what had been forecast for them."""

    low: float
    high: float
    n: int
    won: int
    forecast: float


def deciles(won: Bools, scores: Floats) -> list[tuple[int, int]]:
    """This function will give (n, won) by tenths of the ranking, the best first; equal scores keep their order."""
    order = np.argsort(-scores, kind="stable")
    return [(len(part), int(won[part].sum())) for part in np.array_split(order, 10)]


def lift_top(won: Bools, scores: Floats) -> float | None:
    """This function will compare the win rate of the best tenth with everybody's.

    Deals that tie at the border share its places evenly, so that the order of rows is worth nothing.
    """
    rate = float(won.mean()) if len(won) else 0.0
    if rate == 0:
        return None
    size = max(1, math.ceil(len(won) / 10))
    border = float(np.sort(scores)[::-1][size - 1])
    above, at = scores > border, scores == border
    inside = float(won[above].sum()) + float(won[at].mean()) * (size - int(above.sum()))
    return inside / size / rate


def bands(won: Bools, scores: Floats, forecast: Floats, *, most: int = 10, least: int = 20) -> list[Band]:
    """This function will cut the ranking into bands of like size, the lowest first; equal scores stay together."""
    count = max(1, min(most, len(scores) // least))
    order = np.argsort(scores, kind="stable")
    edges = sorted({float(scores[part[0]]) for part in np.array_split(order, count) if len(part)})
    place = np.searchsorted(np.array(edges), scores, side="right") - 1
    found = []
    for number, low in enumerate(edges):
        rows = place == number
        high = edges[number + 1] if number + 1 < len(edges) else float(scores.max())
        found.append(Band(low, high, int(rows.sum()), int(won[rows].sum()), float(forecast[rows].mean())))
    return found
