"""The score time machine: how a score stood at a moment, and what happened between two.

Nothing is worked out anew: a past score is the row of history that was valid then, with the points of its shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain.icp import VersionSpec
from accounts.domain.score_history import Cause, Moment, causes_between, causes_merged
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import version_specs
from accounts.selectors.score_explain import Explanation, NotScoredError, explanation_of
from accounts.selectors.score_news import VERSION, News, news_between
from accounts.selectors.score_objects import ScoredObject
from accounts.selectors.scores import score_changes

MOST_STEPS = 5_000  # rows of history that one difference or one chart reads


@dataclass(frozen=True)
class CauseLine:
    """One cause of a difference, with what is known to have happened."""

    cause: Cause
    news: tuple[News, ...]


@dataclass(frozen=True)
class ScoreDiff:
    """Why a score at ``until`` differs from that at ``since``. The points of ``lines`` add exactly to ``delta_milli``.

    ``start`` is None where there was no score yet: everything then counts from nought.
    """

    since: datetime
    until: datetime
    start: Moment | None
    end: Moment
    causes: tuple[Cause, ...]  # row by row, oldest first
    lines: tuple[CauseLine, ...]  # the same, added up by kind and criterion
    specs: dict[int, VersionSpec]

    @property
    def delta_milli(self) -> int:
        """The score at the end less the score at the start."""
        return self.end.score_milli - (self.start.score_milli if self.start else 0)


def moment_at(profile: IcpProfile, pk: int, at: datetime) -> Moment | None:
    """This function will return the row of history that was valid at a moment, if there was a score by then."""
    row = score_changes(profile, pk).filter(at__lte=at).first()
    return _moment(row) if row is not None else None


def moments_between(profile: IcpProfile, pk: int, since: datetime, until: datetime) -> list[Moment]:
    """This function will return the rows of history after ``since`` up to ``until``, oldest first.

    At most the newest 5,000: what lies before them is then one step, and a difference still adds up.
    """
    rows = score_changes(profile, pk).filter(at__gt=since, at__lte=until)[:MOST_STEPS]
    return [_moment(row) for row in rows][::-1]


def score_as_of(scored: ScoredObject, profile: IcpProfile, *, at: datetime) -> Explanation:
    """This function will explain how a score stood at a moment, from the facts as they were known then.

    :raises NotScoredError: when there was no score yet.
    """
    moment = moment_at(profile, scored.pk, at)
    if moment is None:
        raise NotScoredError("There was no score under this profile at that moment.")
    return explanation_of(scored, profile, moment, at=at)


def score_diff(scored: ScoredObject, profile: IcpProfile, *, since: datetime, until: datetime) -> ScoreDiff:
    """This function will tell why the score at ``until`` differs from the score at ``since``.

    :raises NotScoredError: when there was no score at ``until``.
    """
    start = moment_at(profile, scored.pk, since)
    steps = moments_between(profile, scored.pk, since, until)
    end = steps[-1] if steps else start
    if end is None:
        raise NotScoredError("There was no score under this profile at that moment.")
    moments: list[Moment | None] = [start, *steps]
    specs = version_specs(moment.version_id for moment in moments if moment is not None)
    causes = causes_between(moments, specs)
    merged = causes_merged(causes)
    news = news_between(
        scored,
        merged,
        specs,
        after=start.at if start else None,
        until=until,
        versions={cause.version_id for cause in causes if cause.cause == VERSION},
    )
    lines = tuple(CauseLine(cause, tuple(news.get((cause.cause, cause.key), ()))) for cause in merged)
    return ScoreDiff(since, until, start, end, tuple(causes), lines, specs)


def versions_of(profile: IcpProfile) -> dict[int, IcpVersion]:
    """This function will return a profile's versions by id."""
    return {version.pk: version for version in IcpVersion.objects.filter(profile_id=profile.pk)}


def ledger_rows(diff: ScoreDiff, numbers: dict[int, int]) -> Sequence[tuple[Any, ...]]:
    """This function will write a difference as lines of a file, one a cause of each row: they add exactly to it."""
    return [
        (cause.at, numbers[cause.version_id], cause.cause, cause.key, cause.label, cause.points_milli)
        for cause in diff.causes
    ]


def _moment(row: Any) -> Moment:
    return Moment(
        row.at, row.version_id, row.cause, row.score_milli, row.potential_milli, tuple(row.shares), row.excluded_by
    )
