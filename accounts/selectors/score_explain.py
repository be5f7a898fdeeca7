"""Why an account or a deal has its score: what every criterion gave, from which fact, whence and how old it is.

Read back from the stored shares of the version that scored it, never worked out anew, so that it always adds up to the
score on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import FactKind, FactRead, FactValue, Subject, fact_ages
from accounts.domain.icp_rules import Criterion, KnockOut, Outcome, outcome_decode
from accounts.domain.score_history import Moment
from accounts.domain.scoring import (
    Facts,
    NextField,
    best_next_field,
    best_shares,
    criterion_outcome,
    max_points_milli,
    points_milli,
)
from accounts.models import DealScore, FitScore, IcpProfile, IcpVersion
from accounts.selectors.icp import primary_profile, version_spec
from accounts.selectors.score_objects import ScoredObject, object_get
from accounts.selectors.score_sources import FactOrigin, fact_origins
from accounts.selectors.scores import score_get
from accounts.selectors.scores_facts import Scope, facts_read
from common.errors import NotFoundError
from tenancy.context import required_tenant_id


class NotScoredError(NotFoundError):
    """The account or deal has no score under this profile yet."""

    code = "not_scored"


@dataclass(frozen=True)
class FactShown:
    """One fact as a criterion read it."""

    read: FactRead
    value: FactValue
    unknown: bool
    source: str | None
    at: datetime | None


@dataclass(frozen=True)
class Contribution:
    """What one criterion gave. Points are in thousandths and add exactly to the score."""

    criterion: Criterion
    outcome: Outcome
    points_milli: int
    potential_points_milli: int
    max_milli: int
    facts: tuple[FactShown, ...]

    @property
    def unknown(self) -> bool:
        """Whether a fact it reads is unknown."""
        return self.outcome.unknown

    @property
    def is_knock_out(self) -> bool:
        """Whether it excludes instead of counting."""
        return self.criterion.is_knock_out

    @property
    def holds(self) -> bool:
        """Whether it is a knock-out that excludes this account."""
        return self.is_knock_out and not self.outcome.unknown and self.outcome.share == 1


@dataclass(frozen=True)
class Explanation:
    """A score with its reasons. ``pending``: a fact changed since, and the new score is on its way."""

    scored: ScoredObject
    profile: IcpProfile
    version: IcpVersion
    scored_at: datetime
    score_milli: int
    potential_milli: int
    excluded_by: Criterion | None
    contributions: tuple[Contribution, ...]
    best_next: NextField | None
    pending: bool

    @property
    def weighted(self) -> list[Contribution]:
        """The contributions that count, without the knock-outs."""
        return [contribution for contribution in self.contributions if not contribution.is_knock_out]

    @property
    def knock_outs(self) -> list[Contribution]:
        """The disqualifiers."""
        return [contribution for contribution in self.contributions if contribution.is_knock_out]

    @property
    def excluded_reason(self) -> str:
        """The reason given in the knock-out, else its label."""
        if self.excluded_by is None or not isinstance(self.excluded_by.rule, KnockOut):
            return ""
        return self.excluded_by.rule.reason or self.excluded_by.label


def score_explain(account_id: int, now: datetime, *, profile: IcpProfile | None = None) -> Explanation | None:
    """This function will explain an account's score under a profile (the primary one when none is given).

    None when there is no profile, no such account, or no score yet.
    """
    profile = profile or primary_profile()
    stored = score_get(profile, account_id) if profile else None
    if profile is None or stored is None:
        return None
    return _explain(object_get(Subject.ACCOUNT, account_id), profile, stored, now)


def score_of(scored: ScoredObject, profile: IcpProfile, *, now: datetime) -> Explanation:
    """This function will explain the score of an account or a deal under a profile of its subject.

    :raises NotScoredError: when it has no score under the profile yet.
    """
    stored = score_get(profile, scored.pk) if profile.subject == scored.subject else None
    if stored is None:
        raise NotScoredError("There is no score under this profile yet.")
    return _explain(scored, profile, stored, now)


def _explain(scored: ScoredObject, profile: IcpProfile, stored: FitScore | DealScore, now: datetime) -> Explanation:
    version = IcpVersion.objects.get(pk=stored.version_id)
    spec = version_spec(version.pk)
    scope = Scope(required_tenant_id(), keys=(scored.pk,), subject=scored.subject)
    facts = facts_read(spec.reads, scope, now=now)[scored.pk]
    return _explanation(scored, profile, version, stored, spec, facts, fact_origins(scored, spec.reads, now=now))


def explanation_of(scored: ScoredObject, profile: IcpProfile, moment: Moment, *, at: datetime) -> Explanation:
    """This function will explain a row of history, with the facts as they were known at a moment when it was valid."""
    version = IcpVersion.objects.get(pk=moment.version_id)
    spec = version_spec(version.pk)
    scope = Scope(required_tenant_id(), keys=(scored.pk,), subject=scored.subject, as_of=at)
    facts = facts_read(spec.reads, scope, now=at)[scored.pk]
    return _explanation(scored, profile, version, moment, spec, facts, fact_origins(scored, spec.reads, now=at))


def _explanation(
    scored: ScoredObject,
    profile: IcpProfile,
    version: IcpVersion,
    stored: FitScore | DealScore | Moment,
    spec: VersionSpec,
    facts: Facts,
    origins: dict[FactRead, FactOrigin],
) -> Explanation:
    outcomes = [outcome_decode(share) for share in stored.shares]
    by_key = {criterion.key: criterion for criterion in spec.criteria}
    return Explanation(
        scored=scored,
        profile=profile,
        version=version,
        scored_at=stored.at if isinstance(stored, Moment) else stored.scored_at,
        score_milli=stored.score_milli,
        potential_milli=stored.potential_milli,
        excluded_by=by_key[stored.excluded_by] if stored.excluded_by else None,
        contributions=contributions(spec, outcomes, facts, origins),
        best_next=best_next_field(spec, facts, outcomes),
        pending=not isinstance(stored, Moment) and _pending(spec, outcomes, facts),
    )


def contributions(
    spec: VersionSpec, outcomes: Sequence[Outcome], facts: Facts, origins: dict[FactRead, FactOrigin]
) -> tuple[Contribution, ...]:
    """This function will put points, shares and facts of every criterion side by side."""
    points = points_milli(spec, [outcome.share for outcome in outcomes])
    best = points_milli(spec, best_shares(spec, outcomes))
    return tuple(
        Contribution(
            criterion=criterion,
            outcome=outcome,
            points_milli=now_points,
            potential_points_milli=best_points,
            max_milli=max_points_milli(spec, criterion),
            facts=tuple(_shown(FactRead(*fact), facts, origins) for fact in criterion.facts),
        )
        for criterion, outcome, now_points, best_points in zip(spec.criteria, outcomes, points, best, strict=True)
    )


def _shown(read: FactRead, facts: Facts, origins: dict[FactRead, FactOrigin]) -> FactShown:
    value = facts[read]
    origin = origins.get(read)
    unknown = value is None and read.kind is not FactKind.DAYS
    source, at = (origin.source, origin.at) if origin and value is not None else (None, None)
    return FactShown(read, value, unknown, source, at)


def _pending(spec: VersionSpec, outcomes: Sequence[Outcome], facts: Facts) -> bool:
    """Ages move by themselves and are scored nightly, so they do not count here."""
    for criterion, outcome in zip(spec.criteria, outcomes, strict=True):
        if any(fact_ages(fact) for fact, _kind in criterion.facts):
            continue
        if criterion_outcome(criterion, facts) != outcome:
            return True
    return False
