"""Lines that somebody else draws across a profile's scores, such as those of the tiers.

Rooms that rest on this one announce where they draw them when Django starts; nothing here knows who they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ScoreLine:
    """Where something begins and ends: in on or above ``enter_milli``, out under ``stay_milli``."""

    name: str
    enter_milli: int
    stay_milli: int


Source = Callable[[int], Sequence[ScoreLine]]
_SOURCES: list[Source] = []


def score_lines_from(source: Source) -> Source:
    """This function will ask ``source`` for the lines across the scores of a profile from now on; a decorator."""
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def score_lines(profile_id: int) -> tuple[ScoreLine, ...]:
    """This function will return the lines across the scores of a profile, as their owners order them."""
    return tuple(line for source in _SOURCES for line in source(profile_id))
