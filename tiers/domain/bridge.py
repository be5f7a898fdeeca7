"""The bridge between two instants: opening + in − out = closing, for each tier, from the history of stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """One account's time in one tier, ``[entered_at, left_at)``; ``left_at`` None means it is still there."""

    tier: int
    entered_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TierBridge:
    """How a tier went from one size to another."""

    tier: int
    opening: int
    came: int
    went: int
    closing: int


def bridge(stays: Iterable[Stay], *, start: datetime, end: datetime) -> dict[int, TierBridge]:
    """This function will count per tier who was there at ``start``, came and went until ``end``, is there at ``end``.

    An account that comes and goes in between counts in both columns, so each line adds up.
    """
    counts: dict[int, list[int]] = {}
    for stay in stays:
        row = counts.setdefault(stay.tier, [0, 0, 0, 0])
        row[0] += is_there(stay, start)
        row[1] += start < stay.entered_at <= end
        row[2] += stay.left_at is not None and start < stay.left_at <= end
        row[3] += is_there(stay, end)
    return {tier: TierBridge(tier, *row) for tier, row in counts.items()}


def is_there(stay: Stay, at: datetime) -> bool:
    """This function will say whether an account was in the tier at an instant."""
    return stay.entered_at <= at and (stay.left_at is None or at < stay.left_at)
