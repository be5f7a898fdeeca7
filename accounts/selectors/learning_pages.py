"""What the pages about learning show, each in one read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from accounts.domain.icp_facts import Subject
from accounts.domain.learning.learn import MIN_CLOSED, MIN_OF_EITHER, SMALL
from accounts.models import Deal, IcpProfile, LearnedReport
from accounts.selectors.icp import profile_get, version_spec
from accounts.selectors.learning import ReportNotFoundError, learnable_reads
from outbox.models import Job

LEARNING = "accounts.icp_learn"
MOST_REPORTS = 50


@dataclass(frozen=True)
class Material:
    """What there is to learn from."""

    closed: int
    won: int
    undated: int
    first: Any
    last: Any
    nameless: int = 0  # closed deals left out because no account is known of them

    @property
    def lost(self) -> int:
        """Closed and not won."""
        return self.closed - self.won

    @property
    def too_little(self) -> bool:
        """Whether learning would refuse."""
        return self.closed < MIN_CLOSED or min(self.won, self.lost) < MIN_OF_EITHER

    @property
    def small(self) -> bool:
        """Whether learning would warn."""
        return self.closed < SMALL


@dataclass(frozen=True)
class LearnPage:
    """A profile about to be learned: the material, the job under way or the last one, and the reports so far."""

    profile: IcpProfile
    material: Material
    fields: tuple[str, ...]
    flagged: tuple[str, ...]  # by the newest report
    job: Job | None
    reports: list[LearnedReport]

    @property
    def subject(self) -> Subject:
        """What the profile scores."""
        return Subject(self.profile.subject)

    @property
    def is_running(self) -> bool:
        """Whether a job is at work or waits."""
        return self.job is not None and self.job.state in Job.OPEN

    @property
    def has_failed(self) -> bool:
        """Whether the last job ended without a report."""
        return self.job is not None and self.job.state == Job.State.DEAD


@dataclass(frozen=True)
class TermLine:
    """A criterion of the learned draft, with its part of the whole weight."""

    label: str
    part: float


@dataclass(frozen=True)
class ReportPage:
    """A report with the draft it is about, if that is still there."""

    profile: IcpProfile
    stored: LearnedReport
    terms: tuple[TermLine, ...]
    leaky: tuple[dict[str, Any], ...]
    kept: frozenset[str]  # leaky by the data, yet learned from because somebody said so
    rival_knew: bool  # the version it is compared with may have been learned from deals that examined

    @property
    def report(self) -> dict[str, Any]:
        """The report as stored."""
        stored: dict[str, Any] = self.stored.report
        return stored

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """Fields not learned from for another reason than a leak, with that reason, by name."""
        return sorted((field, why) for field, why in self.report["left_out"].items() if why != "leaky")

    @property
    def version_number(self) -> int | None:
        """The draft's number while it exists."""
        return self.stored.version_number if self.stored.version_id else None


def learn_page(key: str) -> LearnPage:
    """This function will return what the page that starts learning shows: eight queries.

    :raises ProfileNotFoundError: when there is no such profile.
    """
    profile = profile_get(key)
    subject = Subject(profile.subject)
    job = learning_job(profile)  # before the reports: who sees it ended sees what it made
    reports = list(report_list(profile))
    flagged = reports[0].report["leaky_fields"] if reports else []
    return LearnPage(
        profile,
        _material(subject),
        tuple(dict.fromkeys(read.key for read in learnable_reads(subject))),
        tuple(found["field"] for found in flagged),
        job,
        reports,
    )


def learning_job(profile: IcpProfile) -> Job | None:
    """This function will return the newest learning job of a profile."""
    found: Job | None = Job.objects.filter(kind=LEARNING, dedupe_key=profile.key).order_by("-id").first()
    return found


def report_list(profile: IcpProfile) -> Any:
    """This function will return the newest reports on a profile's learned drafts, the newest first."""
    return LearnedReport.objects.filter(profile_id=profile.pk).order_by("-id")[:MOST_REPORTS]


def report_get(profile: IcpProfile, public_id: UUID) -> LearnedReport:
    """This function will return one report.

    :raises ReportNotFoundError: when the profile has no such report.
    """
    found: LearnedReport | None = LearnedReport.objects.filter(profile_id=profile.pk, public_id=public_id).first()
    if found is None:
        raise ReportNotFoundError("There is no such report.")
    return found


def report_page(key: str, public_id: UUID) -> ReportPage:
    """This function will return what a report's page shows.

    :raises ProfileNotFoundError: when there is no such profile.
    :raises ReportNotFoundError: when the profile has no such report.
    """
    profile = profile_get(key)
    stored = report_get(profile, public_id)
    terms: tuple[TermLine, ...] = ()
    if stored.version_id:
        spec = version_spec(stored.version_id)
        total = spec.total_weight or 1
        terms = tuple(TermLine(one.label, one.weight / total) for one in spec.criteria)
    leaky = tuple(stored.report["leaky_fields"])
    left_out = stored.report["left_out"]
    kept = frozenset(one["field"] for one in leaky if left_out.get(one["field"]) != "leaky")
    return ReportPage(profile, stored, terms, leaky, kept, _rival_knew(profile, stored.report))


def _rival_knew(profile: IcpProfile, report: dict[str, Any]) -> bool:
    """Whether a draft learned no later than the version compared with had deals that examined among its own.

    A version does not say what it was copied from, so that every draft before it may be in it.
    """
    rival, examined = report.get("compared_with"), report.get("examined")
    if rival is None or not examined:
        return False
    first = date.fromisoformat(examined["from"]) if examined["from"] else date.min
    earlier = LearnedReport.objects.filter(profile_id=profile.pk, version_number__lte=rival)
    return any(
        (date.fromisoformat(until) if until else made_at.date() + timedelta(days=1)) > first
        for until, made_at in earlier.values_list("report__order__until", "created_at")
    )


def _material(subject: Subject) -> Material:
    closed = Deal.objects.filter(status__in=[Deal.Status.WON, Deal.Status.LOST])
    nameless = 0
    if subject is Subject.ACCOUNT:
        nameless = closed.filter(account=None).count()
        closed = closed.exclude(account=None)
    found = closed.aggregate(
        closed=Count("id"),
        won=Count("id", filter=Q(status=Deal.Status.WON)),
        undated=Count("id", filter=Q(created_on=None)),
        first=Min("created_on"),
        last=Max("created_on"),
    )
    return Material(**found, nameless=nameless)
