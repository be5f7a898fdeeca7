"""What the pages of the ICP workshop show, each in one read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Value
from django.db.models.functions import Least

from accounts.domain.icp import GROUPS, Problem, VersionSpec, problems_before_publish
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_rules import Criterion
from accounts.models import Account, Deal, DealScore, FitScore, IcpProfile, IcpVersion, LearnedReport
from accounts.selectors.icp import (
    criterion_rows,
    profile_get,
    profile_list,
    published_version,
    version_get,
    version_list,
    version_spec,
)
from accounts.selectors.icp_preview import BINS
from accounts.selectors.learning import report_of_version
from outbox.models import Job

BEST = 8  # scores listed on a profile's page
RESCORES = {Subject.ACCOUNT: "accounts.rescore", Subject.DEAL: "accounts.rescore_deals"}


@dataclass(frozen=True)
class ProfileRow:
    """A profile in the list."""

    profile: IcpProfile
    published: IcpVersion | None
    drafts: tuple[IcpVersion, ...]
    scored: int


@dataclass(frozen=True)
class ProfilePage:
    """A profile with its versions, what it says now, and how the accounts (or deals) stand under it."""

    profile: IcpProfile
    versions: list[IcpVersion]
    published: IcpVersion | None
    drafts: tuple[IcpVersion, ...]
    groups: tuple[CriterionGroup, ...]
    histogram: tuple[int, ...]
    scored: int
    excluded: int
    objects: int
    best: list[FitScore] | list[DealScore]
    job: Job | None

    @property
    def subject(self) -> Subject:
        """What the profile scores."""
        return Subject(self.profile.subject)


@dataclass(frozen=True)
class CriterionLine:
    """A criterion with its part of the whole weight, as a share of 1."""

    criterion: Criterion
    part: Decimal | None


@dataclass(frozen=True)
class CriterionGroup:
    """The criteria of one group, in order."""

    key: str
    lines: tuple[CriterionLine, ...]
    weight: int


@dataclass(frozen=True)
class VersionPage:
    """One version with its criteria in groups; problems keep a draft from being published.

    ``learned``: the report on it, if it was learned from closed deals.
    """

    profile: IcpProfile
    version: IcpVersion
    published: IcpVersion | None
    spec: VersionSpec
    groups: tuple[CriterionGroup, ...]
    problems: list[Problem]
    learned: LearnedReport | None

    @property
    def may_publish(self) -> bool:
        """Whether nothing stands against publishing the draft: no problem, no report that found no use in it."""
        usable = self.learned is None or self.learned.decision == LearnedReport.Decision.USABLE
        return usable and not self.problems

    @property
    def is_draft(self) -> bool:
        """Whether it can be edited."""
        return self.version.status == IcpVersion.Status.DRAFT

    @property
    def subject(self) -> Subject:
        """What the profile scores."""
        return Subject(self.profile.subject)


def profile_rows() -> list[ProfileRow]:
    """This function will return the profiles with their standing: four queries, however many there are."""
    profiles = list(profile_list())
    versions = IcpVersion.objects.exclude(status=IcpVersion.Status.ARCHIVED).order_by("-number")
    by_profile: dict[int, list[IcpVersion]] = {profile.pk: [] for profile in profiles}
    for version in versions:
        by_profile[version.profile_id].append(version)
    scored: dict[int, int] = {}
    for scores in (FitScore.objects, DealScore.objects):
        scored |= dict(scores.values_list("profile_id").annotate(many=Count("id")).order_by())
    return [
        ProfileRow(
            profile,
            next((v for v in by_profile[profile.pk] if v.status == IcpVersion.Status.PUBLISHED), None),
            tuple(v for v in by_profile[profile.pk] if v.status == IcpVersion.Status.DRAFT),
            scored.get(profile.pk, 0),
        )
        for profile in profiles
    ]


def profile_page(key: str) -> ProfilePage:
    """This function will return what the page of one profile shows.

    :raises ProfileNotFoundError: when there is no such profile.
    """
    profile = profile_get(key)
    job = rescore_job(Subject(profile.subject))  # before the scores: who sees none under way sees what it wrote
    versions = list(version_list(profile))
    published = next((v for v in versions if v.status == IcpVersion.Status.PUBLISHED), None)
    counts = score_histogram(profile)
    return ProfilePage(
        profile=profile,
        versions=versions,
        published=published,
        drafts=tuple(v for v in versions if v.status == IcpVersion.Status.DRAFT),
        groups=criterion_groups(version_spec(published.pk)) if published else (),
        histogram=counts,
        scored=sum(counts),
        excluded=_scores(profile).exclude(excluded_by=None).count(),
        objects=Deal.objects.count() if profile.subject == Subject.DEAL else Account.objects.count(),
        best=best_scores(profile),
        job=job,
    )


def best_scores(profile: IcpProfile) -> list[Any]:
    """This function will return the highest scores under a profile, each with its account (or deal); one query."""
    scored = "deal" if profile.subject == Subject.DEAL else "account"
    rows = _scores(profile).select_related(scored).order_by("-score_milli", "-potential_milli", f"{scored}_id")
    return list(rows[:BEST])


def _scores(profile: IcpProfile) -> Any:
    """The scores under a profile, of whichever subject."""
    scores = DealScore.objects if profile.subject == Subject.DEAL else FitScore.objects
    return scores.filter(profile_id=profile.pk)


def rescore_job(subject: Subject = Subject.ACCOUNT) -> Job | None:
    """This function will return the scoring of a subject that is under way, if any."""
    open_jobs = Job.objects.filter(kind=RESCORES[subject], parent=None, state__in=[*Job.DUE, Job.State.WAITING])
    return open_jobs.order_by("-id").first()


def score_histogram(profile: IcpProfile) -> tuple[int, ...]:
    """This function will count the profile's scores in bands of five points; 100 falls in the last."""
    band = Least(F("score_milli") / 5000, Value(BINS - 1))
    rows = _scores(profile).annotate(band=band).values("band")
    counts = {row["band"]: row["many"] for row in rows.annotate(many=Count("id")).order_by()}
    return tuple(counts.get(place, 0) for place in range(BINS))


def version_page(key: str, number: int) -> VersionPage:
    """This function will return what the page of one version shows.

    :raises ProfileNotFoundError: when there is no such profile.
    :raises VersionNotFoundError: when the profile has no such version.
    """
    profile = profile_get(key)
    version = version_get(profile, number)
    spec = version_spec(version.pk)
    return VersionPage(
        profile=profile,
        version=version,
        published=published_version(profile),
        spec=spec,
        groups=criterion_groups(spec),
        problems=problems_before_publish(spec),
        learned=report_of_version(version.pk),
    )


def criterion_groups(spec: VersionSpec) -> tuple[CriterionGroup, ...]:
    """This function will put criteria in the groups' usual order, each with its part of the whole weight."""
    total = spec.total_weight
    groups = []
    for key in GROUPS:
        inside = [criterion for criterion in spec.criteria if criterion.group == key]
        if inside:
            lines = tuple(_line(criterion, total) for criterion in inside)
            groups.append(CriterionGroup(key, lines, sum(criterion.weight for criterion in inside)))
    return tuple(groups)


def _line(criterion: Criterion, total: int) -> CriterionLine:
    return CriterionLine(criterion, None if criterion.is_knock_out else Decimal(criterion.weight) / total)


def criterion_get(version: IcpVersion, key: str) -> dict[str, Any] | None:
    """This function will return one criterion of a version as JSON, if there is one with this key."""
    return next((row for row in criterion_rows(version.pk) if row["key"] == key), None)


def criterion_table(version: IcpVersion) -> Sequence[tuple[object, ...]]:
    """This function will return a version's criteria as lines for a spreadsheet; the rule is its JSON."""
    return [
        (place, row["key"], row["label"], row["group"], row["fact"], row["weight"] or None, row["rule"])
        for place, row in enumerate(criterion_rows(version.pk), start=1)
    ]
