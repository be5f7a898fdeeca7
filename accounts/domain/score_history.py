"""The past of a score: what it was made of at a moment, and why it differs between two.

Source: docs/fit.md#versions-and-history. Causes add exactly to the difference, as points add exactly to each score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_rules import outcome_decode
from accounts.domain.scoring import points_milli


@dataclass(frozen=True)
class Moment:
    """One row of a score's history: how it stood from ``at`` on. ``shares`` as stored, in the version's order."""

    at: datetime
    version_id: int
    cause: str
    score_milli: int
    potential_milli: int
    shares: tuple[int, ...]
    excluded_by: str | None


@dataclass(frozen=True)
class Cause:
    """What one criterion contributed to one change of a score. Knock-outs give no points and are no causes."""

    at: datetime
    version_id: int
    cause: str
    key: str
    label: str
    points_milli: int


def moment_points(spec: VersionSpec, moment: Moment) -> dict[str, int]:
    """This function will share a moment's score out over its criteria, by key; exactly as an explanation does."""
    points = points_milli(spec, [outcome_decode(share).share for share in moment.shares])
    return {c.key: part for c, part in zip(spec.criteria, points, strict=True) if not c.is_knock_out}


def causes_of(earlier: Moment | None, later: Moment, specs: Mapping[int, VersionSpec]) -> list[Cause]:
    """This function will tell why one row of history differs from the one before it, the largest mover first.

    Where neither share nor version changed the difference is rounding, and joins the largest mover. Without an earlier
    row everything counts from nought.
    """
    spec = specs[later.version_id]
    before = moment_points(specs[earlier.version_id], earlier) if earlier else {}
    after = moment_points(spec, later)
    labels = {c.key: c.label for c in spec.criteria}
    if earlier is not None:
        labels = {**{c.key: c.label for c in specs[earlier.version_id].criteria}, **labels}
    same = _unchanged(earlier, later, spec)
    moved: dict[str, int] = {}
    rounding = 0
    for key in {**after, **before}:
        delta = after.get(key, 0) - before.get(key, 0)
        if key in same:
            rounding += delta
        else:
            moved[key] = delta
    if rounding:
        largest = max(moved, key=lambda key: abs(moved[key]))
        moved[largest] += rounding
    ordered = sorted(moved.items(), key=lambda item: -abs(item[1]))
    return [
        Cause(later.at, later.version_id, later.cause, key, labels[key], points) for key, points in ordered if points
    ]


def _unchanged(earlier: Moment | None, later: Moment, spec: VersionSpec) -> set[str]:
    """The keys whose share and version are as they were."""
    if earlier is None or earlier.version_id != later.version_id:
        return set()
    trios = zip(spec.criteria, earlier.shares, later.shares, strict=True)
    return {criterion.key for criterion, old, new in trios if old == new}


def causes_between(moments: Sequence[Moment | None], specs: Mapping[int, VersionSpec]) -> list[Cause]:
    """This function will tell the causes of every step of a history, oldest first.

    The first moment is where one starts (None: there was no score yet). The points add exactly to last less first.
    """
    found: list[Cause] = []
    for earlier, later in pairwise(moments):
        if later is not None:
            found += causes_of(earlier, later, specs)
    return found


def causes_merged(causes: Sequence[Cause]) -> list[Cause]:
    """This function will add causes of one kind and criterion up, the largest first; what cancels out is left out.

    The newest of them gives the label, the version and the moment.
    """
    merged: dict[tuple[str, str], Cause] = {}
    for cause in causes:
        name = (cause.cause, cause.key)
        points = cause.points_milli + (merged[name].points_milli if name in merged else 0)
        merged[name] = Cause(cause.at, cause.version_id, cause.cause, cause.key, cause.label, points)
    kept = [cause for cause in merged.values() if cause.points_milli]
    return sorted(kept, key=lambda cause: (-abs(cause.points_milli), cause.cause, cause.key))
