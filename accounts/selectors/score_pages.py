"""What the page of a score's history shows, in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.score_history import Moment
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import ProfileNotFoundError, profile_for
from accounts.selectors.learning import Chances, chances_of
from accounts.selectors.score_explain import Explanation, NotScoredError
from accounts.selectors.score_history import ScoreDiff, moments_between, score_as_of, score_diff, versions_of
from accounts.selectors.score_objects import ScoredObject
from accounts.selectors.score_rerate import Rerating, rerating_of


@dataclass(frozen=True)
class Step:
    """A row of history with the number of its version and what it changed."""

    moment: Moment
    number: int
    delta_milli: int


@dataclass(frozen=True)
class HistoryPage:
    """A score between two moments. Without a score at the end there is no difference and no explanation."""

    scored: ScoredObject
    profile: IcpProfile | None
    since: datetime
    until: datetime
    diff: ScoreDiff | None
    explanation: Explanation | None
    chances: Chances | None  # what scores of the version at the end mean, where it was learned
    steps: tuple[Step, ...]
    versions: dict[int, IcpVersion]
    rerating: Rerating | None

    @property
    def chance(self) -> float | None:
        """The chance of winning at the score at the end, from 0 to 1; None for an excluded deal or hand-made rules."""
        if self.chances is None or self.explanation is None or self.explanation.excluded_by is not None:
            return None
        return self.chances.of(self.explanation.score_milli)

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers of the versions by id."""
        return {pk: version.number for pk, version in self.versions.items()}

    @property
    def moments(self) -> list[Moment]:
        """What the line of the chart is drawn from: where it began, and every step."""
        if self.diff is None:
            return []
        started = [self.diff.start] if self.diff.start else []
        return [*started, *(step.moment for step in reversed(self.steps))]


def profiles_of(subject: str) -> list[tuple[str, str]]:
    """This function will list the profiles of a subject to choose from, the usual one first."""
    rows = IcpProfile.objects.filter(subject=subject).order_by("-is_primary", "id")
    return list(rows.values_list("key", "name"))


def history_page(
    scored: ScoredObject, profile_key: str, *, since: datetime, until: datetime, with_rerating: bool
) -> HistoryPage:
    """This function will gather a score's history between two moments.

    :raises ProfileNotFoundError: when the profile named does not exist or scores something else.
    """
    try:
        profile = profile_for(scored.subject, profile_key)
    except ProfileNotFoundError:
        if profile_key:
            raise
        return HistoryPage(scored, None, since, until, None, None, None, (), {}, None)
    versions = versions_of(profile)
    try:
        diff = score_diff(scored, profile, since=since, until=until)
        explanation = score_as_of(scored, profile, at=until)
    except NotScoredError:
        return HistoryPage(scored, profile, since, until, None, None, None, (), versions, None)
    steps = _steps(diff, moments_between(profile, scored.pk, since, until), versions)
    published = any(version.status == IcpVersion.Status.PUBLISHED for version in versions.values())
    rerating = rerating_of(scored, profile, since=since, until=until) if with_rerating and published else None
    chances = chances_of(explanation.version) if scored.is_deal else None
    return HistoryPage(scored, profile, since, until, diff, explanation, chances, steps, versions, rerating)


def _steps(diff: ScoreDiff, moments: list[Moment], versions: dict[int, IcpVersion]) -> tuple[Step, ...]:
    """Newest first."""
    before = diff.start.score_milli if diff.start else 0
    steps = []
    for moment in moments:
        steps.append(Step(moment, versions[moment.version_id].number, moment.score_milli - before))
        before = moment.score_milli
    return tuple(reversed(steps))
