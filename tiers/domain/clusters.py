"""Which clusters the accounts of a one-to-few tier suggest: groups that share industry, size or geography."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: Lower edges of the size bands, in employees; the last one is open.
SIZE_EDGES = (1, 50, 200, 500, 1_000, 5_000)
FEWEST = 3
MOST_SUGGESTED = 12


@dataclass(frozen=True, order=True)
class Traits:
    """What a group shares; None: it does not share that. ``band`` is a place in ``SIZE_EDGES``."""

    industry: str | None = None
    country: str | None = None
    band: int | None = None

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of the attributes shared."""
        named = (("industry", self.industry), ("geography", self.country), ("size", self.band))
        return tuple(name for name, value in named if value is not None)

    def rule(self) -> dict[str, Any]:
        """Return the rule of a segment that takes in accounts with these traits."""
        rule: dict[str, Any] = {}
        if self.industry is not None:
            rule["industry"] = [self.industry]
        if self.country is not None:
            rule["country"] = [self.country]
        if self.band is not None:
            rule["employees"] = band_bounds(self.band)
        return rule


@dataclass(frozen=True)
class Suggestion:
    """A group worth a cluster, with how many of the tier's accounts are in it."""

    traits: Traits
    accounts: int


def band_bounds(band: int) -> dict[str, int]:
    """This function will give a size band's bounds in employees, both inclusive; the last band has no upper one."""
    found = {"min": SIZE_EDGES[band]}
    if band + 1 < len(SIZE_EDGES):
        found["max"] = SIZE_EDGES[band + 1] - 1
    return found


def suggestions(
    groups: Iterable[tuple[Traits, int]], *, tier_size: int, taken: Iterable[dict[str, Any]] = ()
) -> list[Suggestion]:
    """This function will choose which groups to suggest, those first where accounts × attributes shared are most.

    So a wide group of one trait comes beside a narrow one of three. A group needs three accounts, is not nearly the
    whole tier, and is no cluster yet (``taken`` are rules). Of groups with the same accounts the one that shares more
    is kept.
    """
    known = list(taken)
    found = [
        Suggestion(traits, accounts)
        for traits, accounts in groups
        if traits.shared and accounts >= FEWEST and 10 * accounts <= 9 * tier_size and traits.rule() not in known
    ]
    found.sort(key=lambda one: (-len(one.traits.shared) * one.accounts, _order(one.traits)))
    kept: list[Suggestion] = []
    for one in found:
        if not any(_inside(better, one) for better in kept):
            kept.append(one)
    return kept[:MOST_SUGGESTED]


def _inside(better: Suggestion, one: Suggestion) -> bool:
    """Say whether a narrower group holds the very same accounts."""
    if better.accounts != one.accounts:
        return False
    return all(
        getattr(one.traits, name) in (None, getattr(better.traits, name)) for name in ("industry", "country", "band")
    )


def _order(traits: Traits) -> tuple[str, str, int]:
    return (traits.industry or "", traits.country or "", -1 if traits.band is None else traits.band)
