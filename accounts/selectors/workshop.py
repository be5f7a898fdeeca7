"""What the pages of the workshop show: the six inputs of a profile, how each stands, and what was said and decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.domain.traits import Trait, traits_compared
from accounts.domain.workshop import (
    QUESTIONS,
    Department,
    Pick,
    Question,
    Standing,
    Worked,
    questions_of,
    standings,
)
from accounts.models import Criterion, IcpAnswer, IcpProfile, IcpReview, IcpVersion, LearnedReport
from accounts.selectors.icp import draft_version, profile_get, published_version, version_spec
from accounts.selectors.icp_pages import CriterionGroup, ProfileRow, criterion_groups, profile_rows
from accounts.selectors.learning_pages import report_list
from accounts.selectors.trait_members import Best
from accounts.selectors.traits import GroupFacts, best_groups, traits_of_best, traits_of_customers
from accounts.selectors.trigger_events import trigger_events

MOST_ANSWERS = 500  # of a profile, the newest
MOST_REVIEWS = 100
SHOWN = 8  # traits of a section
OF_EACH = 4  # values of a firmographic fact
FIRMOGRAPHIC = ("industry", "employees", "annual_revenue", "country", "company_type")


@dataclass(frozen=True)
class Asked:
    """A question with its answers, the newest first."""

    question: Question
    answers: tuple[IcpAnswer, ...]

    @property
    def newest(self) -> IcpAnswer | None:
        """The answer that counts."""
        return self.answers[0] if self.answers else None


@dataclass(frozen=True)
class Interview:
    """One department's questions."""

    department: Department
    asked: tuple[Asked, ...]

    @property
    def answered(self) -> int:
        """How many of the questions have an answer."""
        return sum(bool(one.answers) for one in self.asked)


@dataclass(frozen=True)
class Beside:
    """What stands beside the inputs: the draft being made, else what scores now."""

    profile: IcpProfile
    draft: IcpVersion | None
    published: IcpVersion | None
    groups: tuple[CriterionGroup, ...]

    @property
    def version(self) -> IcpVersion | None:
        """The version whose criteria are shown."""
        return self.draft or self.published


@dataclass(frozen=True)
class WorkshopPage:
    """The six inputs of one profile."""

    beside: Beside
    standings: tuple[Standing, ...]
    interviews: tuple[Interview, ...]
    firmographics: tuple[Trait, ...]
    groups: tuple[GroupFacts, GroupFacts]  # the best customers, the rest
    shared: tuple[Trait, ...]
    technologies: tuple[Trait, ...]
    events: tuple[Trait, ...]
    deals: tuple[int, int]  # won and lost ones looked at
    why_then: Asked
    report: LearnedReport | None

    @property
    def profile(self) -> IcpProfile:
        """The profile."""
        return self.beside.profile


@dataclass(frozen=True)
class ListedProfile:
    """A profile in the list, with how its six inputs stand."""

    row: ProfileRow
    standings: tuple[Standing, ...]


def profiles_listed(*, today: date) -> list[ListedProfile]:
    """This function will return the profiles with their standing: eight queries, however many there are."""
    rows = profile_rows()
    found = profile_standings([row.profile for row in rows], today=today)
    return [ListedProfile(row, found[row.profile.pk]) for row in rows]


def workshop_page(key: str, *, today: date) -> WorkshopPage:
    """This function will return what the workshop of one profile shows: the same queries however many accounts.

    :raises ProfileNotFoundError: when there is no such profile.
    """
    profile = profile_get(key)
    heard = interviews(profile)
    best = Best()
    of_best = traits_compared(traits_of_best(best))
    events = trigger_events()
    own = [trait for trait in of_best if trait.fact != "technologies"]
    return WorkshopPage(
        beside=beside(profile),
        standings=profile_standings([profile], today=today)[profile.pk],
        interviews=heard,
        firmographics=_firmographics(),
        groups=best_groups(best),
        shared=tuple(own[:SHOWN]),
        technologies=tuple(trait for trait in of_best if trait.fact == "technologies")[:SHOWN],
        events=tuple(traits_compared(events.counted))[:SHOWN],
        deals=(events.won, events.lost),
        why_then=next(one for part in heard for one in part.asked if one.question.key == "why_then"),
        report=next(iter(report_list(profile)), None),
    )


def _firmographics() -> tuple[Trait, ...]:
    """Facts of our customers against all others, of each fact the values most frequent among customers.

    A fact that is known of no customer compares nothing.
    """
    counted = (row for row in traits_of_customers() if row.fact in FIRMOGRAPHIC and row.best_known)
    found = traits_compared(counted)
    usual = sorted(found, key=lambda one: (-one.best_share, one.value))
    return tuple(one for fact in FIRMOGRAPHIC for one in [row for row in usual if row.fact == fact][:OF_EACH])


def beside(profile: IcpProfile) -> Beside:
    """This function will return the draft a profile is being made in, or what scores now where there is none."""
    draft, published = draft_version(profile), published_version(profile)
    shown = draft or published
    return Beside(profile, draft, published, criterion_groups(version_spec(shown.pk)) if shown else ())


def answer_list(profile: IcpProfile) -> QuerySet[IcpAnswer]:
    """This function will return the answers about a profile, the newest first."""
    rows = IcpAnswer.objects.filter(profile_id=profile.pk).select_related("account", "answered_by")
    return rows.order_by("-answered_at", "-id")


def interviews(profile: IcpProfile) -> tuple[Interview, ...]:
    """This function will return every department's questions with the answers so far; one query."""
    found: dict[str, list[IcpAnswer]] = {key: [] for key in QUESTIONS}
    for answer in answer_list(profile)[:MOST_ANSWERS]:
        if answer.question in found:
            found[answer.question].append(answer)
    return tuple(
        Interview(department, tuple(Asked(one, tuple(found[one.key])) for one in questions_of(department)))
        for department in Department
    )


def interview_of(profile: IcpProfile, department: Department) -> Interview:
    """This function will return one department's questions with the answers so far; one query."""
    return next(part for part in interviews(profile) if part.department is department)


def picks_said(answer: IcpAnswer) -> list[tuple[Pick, Any]]:
    """This function will list what an answer names, in the usual order."""
    return [(pick, answer.picks[pick]) for pick in Pick if pick in answer.picks]


def review_list(profile: IcpProfile) -> Sequence[IcpReview]:
    """This function will return the reviews of a profile, the newest first."""
    rows = IcpReview.objects.filter(profile_id=profile.pk).select_related("reviewed_by")
    return list(rows.order_by("-reviewed_at", "-id")[:MOST_REVIEWS])


def profile_standings(profiles: Iterable[IcpProfile], *, today: date) -> dict[int, tuple[Standing, ...]]:
    """This function will say how the six inputs of each profile stand: four queries, however many profiles."""
    listed = {profile.pk: profile for profile in profiles}
    answered: dict[int, dict[str, date]] = {pk: {} for pk in listed}
    groups: dict[int, dict[str, date]] = {pk: {} for pk in listed}
    answers = IcpAnswer.objects.filter(profile_id__in=listed).values_list("profile_id", "question")
    for pk, question, at in answers.annotate(at=Max("answered_at")).order_by():
        answered[pk][question] = localdate(at)
    live = Criterion.objects.filter(version__profile_id__in=listed).exclude(version__status="archived")
    made = live.values_list("version__profile_id", "group")
    for pk, group, at in made.annotate(at=Max(Coalesce("version__published_at", "version__created_at"))).order_by():
        groups[pk][group] = localdate(at)
    reported = _newest(LearnedReport.objects.filter(profile_id__in=listed), "created_at")
    reviewed = _newest(IcpReview.objects.filter(profile_id__in=listed), "reviewed_at")
    return {
        pk: standings(
            Worked(answered[pk], groups[pk], reported.get(pk), reviewed.get(pk), profile.review_months), today=today
        )
        for pk, profile in listed.items()
    }


def _newest(rows: Any, name: str) -> dict[int, date]:
    newest = rows.values_list("profile_id").annotate(at=Max(name)).order_by()
    return {pk: localdate(at) for pk, at in newest}
