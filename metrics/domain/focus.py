"""What the numbers would be if only the tiers from the top down to one were worked.

Source: docs/formulas.md#if-we-only-worked-the-top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.statistics import Table2x2, fisher_two_sided
from metrics.domain.metric import Flag, Metric, Reason, Unit, money, quotient, share, undefined
from metrics.domain.sales import win_rate as win_rate_of
from metrics.domain.sales import won_value
from metrics.domain.sums import Sums, Terms

ADDED = ("won", "lost", "won_value_cents", "won_priced", "won_unpriced", "won_unconverted")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Closed deals seen together. ``kept``: their share of all closed deals; ``value_kept``: of all won value."""

    closed: int
    win_rate: Metric
    won_value: Metric
    kept: Metric
    value_kept: Metric


@dataclass(frozen=True, slots=True)
class FocusLine:
    """One tier alone, and with all above it; ``p`` compares those with the deals left out, None without any.

    An empty ``key``: deals in no tier.
    """

    key: str
    own: Bundle
    down_to: Bundle
    p: float | None


def sums_add(parts: Sequence[Sums]) -> Sums:
    """This function will add up what closed deals are counted by; everything else stays nought."""
    return Sums(**{name: sum(getattr(part, name) for part in parts) for name in ADDED})


def focus_lines(by_tier: Sequence[tuple[str, Sums]], terms: Terms) -> list[FocusLine]:
    """This function will give a line for each tier, in the order given, the top one first.

    Shares of fewer than ``terms.low_n`` deals are flagged; no number here shows a cause.
    """
    whole = sums_add([sums for _key, sums in by_tier])
    lines = []
    for place, (key, sums) in enumerate(by_tier, start=1):
        down_to = sums_add([above for _key, above in by_tier[:place]])
        lines.append(FocusLine(key, bundle(sums, whole, terms), bundle(down_to, whole, terms), _p(down_to, whole)))
    return lines


def bundle(sums: Sums, whole: Sums, terms: Terms) -> Bundle:
    """This function will give the numbers of some deals out of ``whole``."""
    closed, every = sums.won + sums.lost, whole.won + whole.lost
    rate = win_rate_of(sums, terms)
    if rate.value is not None:
        rate = rate.flagged(Flag.NOT_CAUSAL, *([Flag.LOW_N] if closed < terms.low_n else []))
    kept = share("kept", closed, every) if every else undefined("kept", Unit.SHARE, Reason.NO_CLOSED_DEALS)
    return Bundle(closed, rate, won_value(sums, terms), kept, _value_kept(sums, whole))


def _value_kept(sums: Sums, whole: Sums) -> Metric:
    """Of amounts: no sample, so no interval; without a positive sum there is nothing to have a share of."""
    if whole.won_value_cents <= 0:
        return undefined("value_kept", Unit.SHARE, Reason.NO_AMOUNTS)
    part, all_of_it = money(sums.won_value_cents), money(whole.won_value_cents)
    found = quotient("value_kept", Unit.SHARE, part, all_of_it, n=sums.won_priced)
    return found.flagged(Flag.INCOMPLETE) if whole.won_unconverted else found


def _p(kept: Sums, whole: Sums) -> float | None:
    left_won, left_lost = whole.won - kept.won, whole.lost - kept.lost
    if left_won + left_lost == 0 or kept.won + kept.lost == 0:
        return None
    return fisher_two_sided(Table2x2(kept.won, left_won, kept.lost, left_lost))
