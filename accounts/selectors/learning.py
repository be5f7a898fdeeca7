"""Closed deals as learning reads them: the facts known when each was opened, its outcome, day and account.

One set-based select of all facts; written by hand because it joins what ``scores_facts`` compiles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import (
    CATALOGUE,
    CUSTOM,
    DEAL,
    DEAL_CUSTOM,
    RATING,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
    FactRead,
    Subject,
    fact_split,
)
from accounts.domain.learning.frame import UNDATED, Column, Frame, custom_column, number_column, text_column
from accounts.domain.learning.lists import list_columns
from accounts.models import Deal, IcpVersion, LearnedReport, Signal, TeamRating
from accounts.selectors.icp import (
    VersionNotFoundError,
    draft_version,
    profile_named,
    published_version,
    version_get,
    version_spec,
)
from accounts.selectors.icp_facts import custom_fields
from accounts.selectors.scores_facts import Scope, facts_select
from accounts.selectors.scores_sql import scores_select
from common.errors import NotFoundError
from tenancy.context import required_tenant_id

MOST_CLOSED, MOST_OPEN = 200_000, 20_000  # newest deals that are looked at
# nothing the deal itself says: where its record came from
NOT_LEARNED = frozenset({"deal.source"})
LEARNABLE = (FactKind.INT, FactKind.TEXT, FactKind.SET)
MOST_KINDS = 50  # of signals
HAPPENED = (SIGNAL, SIGNAL_COUNT, RATING)


class ReportNotFoundError(NotFoundError):
    """No such report of learning in this workspace."""

    code = "learned_report_not_found"


@dataclass(frozen=True)
class DealRows:
    """Closed deals as a frame, the same facts of open ones, and the ids of the closed ones in the frame's order.

    ``later``: facts blank on every closed deal when it was opened, and filled in on some since.
    """

    closed: Frame
    open_columns: tuple[Column, ...]
    ids: tuple[int, ...]
    later: frozenset[str] = frozenset()


def learnable_reads(subject: Subject) -> list[FactRead]:
    """This function will list what can be learned from: numbers, texts and lists that do not change by themselves.

    Custom fields are read as lists where they hold some, else as texts; whether those are numbers is seen in the data.
    Signals and ratings of the account are read as they were when the deal was opened.
    """
    of_deals: list[FactRead] = []
    if subject is Subject.DEAL:
        of_deals = [*_catalogued(DEAL), *_own(DEAL_CUSTOM, Subject.DEAL)]
    return [*of_deals, *_catalogued("account"), *_own(CUSTOM, Subject.ACCOUNT), *_happened()]


def _own(family: str, subject: Subject) -> list[FactRead]:
    fields = custom_fields(subject).items()
    return [FactRead(f"{family}.{name}", FactKind.SET if is_list else FactKind.TEXT) for name, is_list in fields]


def _happened() -> list[FactRead]:
    """How often and how lately each kind of signal came, and what each department thought."""
    kinds = list(Signal.objects.order_by("kind").values_list("kind", flat=True).distinct()[:MOST_KINDS])
    departments = TeamRating.objects.order_by("department").values_list("department", flat=True).distinct()
    return [
        *(FactRead(f"{SIGNAL}.{kind}", FactKind.DAYS) for kind in kinds),
        *(FactRead(f"{SIGNAL_COUNT}.{kind}", FactKind.INT) for kind in kinds),
        *(FactRead(f"{RATING}.{department}", FactKind.INT) for department in departments),
    ]


def _catalogued(family: str) -> list[FactRead]:
    return [
        FactRead(spec.key, spec.kind)
        for spec in CATALOGUE.values()
        if spec.family == family and spec.kind in LEARNABLE and not spec.ages and spec.key not in NOT_LEARNED
    ]


def deal_rows(subject: Subject, *, until: date | None, now: datetime) -> DealRows:
    """This function will read the newest closed and open deals, created before ``until`` where that is given.

    An account's profile learns from deals whose account is known, and from its facts alone.
    """
    closed = _newest(subject, [Deal.Status.WON, Deal.Status.LOST], until, MOST_CLOSED)
    still_open = _newest(subject, [Deal.Status.OPEN], until, MOST_OPEN)
    reads = learnable_reads(subject)
    scope = Scope(required_tenant_id(), keys=tuple(closed + still_open), subject=Subject.DEAL, as_opened=True)
    facts = facts_select(reads, scope, now=now, folded=False)
    statement = (
        "SELECT d.id, d.status, d.created_on, d.account_id, facts.*"  # noqa: S608 - compiled, values are parameters
        f" FROM ({facts.sql.text}) facts JOIN deal d ON d.tenant_id = %s AND d.id = facts.id"
        " ORDER BY d.created_on NULLS FIRST, d.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*facts.sql.params, scope.tenant_id])
        rows = cursor.fetchall()
    found = _rows(reads, rows)
    return replace(found, later=_filled_in_since(_blank_then(reads, rows), found.ids, now=now))


def _blank_then(reads: Sequence[FactRead], rows: Sequence[tuple[Any, ...]]) -> list[FactRead]:
    """The facts, events and opinions apart, that no closed deal had when it was opened."""
    closed = [row for row in rows if row[1] != Deal.Status.OPEN]
    kept = [(place, read) for place, read in enumerate(reads, start=5) if fact_split(read.key)[0] not in HAPPENED]
    return [read for place, read in kept if all(row[place] in (None, []) for row in closed)]


def _filled_in_since(reads: Sequence[FactRead], ids: Sequence[int], *, now: datetime) -> frozenset[str]:
    """Those of the facts that some of these deals have today."""
    if not reads or not ids:
        return frozenset()
    facts = facts_select(reads, Scope(required_tenant_id(), keys=tuple(ids), subject=Subject.DEAL), now=now)
    lists = [read.kind is FactKind.SET for read in reads]
    known = [
        f"bool_or(cardinality({facts.columns[read]}) > 0)" if is_list else f"bool_or({facts.columns[read]} IS NOT NULL)"
        for read, is_list in zip(reads, lists, strict=True)
    ]
    statement = f"SELECT {', '.join(known)} FROM ({facts.sql.text}) facts"  # noqa: S608 - compiled, as above
    with connection.cursor() as cursor:
        cursor.execute(statement, facts.sql.params)
        return frozenset(read.key for read, is_known in zip(reads, cursor.fetchone(), strict=True) if is_known)


def _newest(subject: Subject, statuses: Sequence[str], until: date | None, most: int) -> list[int]:
    found = Deal.objects.filter(status__in=statuses)
    if until is not None:
        found = found.filter(created_on__lt=until)
    if subject is Subject.ACCOUNT:
        found = found.exclude(account=None)
    return list(found.order_by("-created_on", "-id").values_list("pk", flat=True)[:most])


def _rows(reads: Sequence[FactRead], rows: Sequence[tuple[Any, ...]]) -> DealRows:
    ids, statuses, days, accounts = ([row[place] for row in rows] for place in range(4))
    columns = tuple(
        column for place, read in enumerate(reads, start=5) for column in _columns(read, [row[place] for row in rows])
    )
    is_open = np.array([status == Deal.Status.OPEN for status in statuses], dtype=bool)
    frame = Frame(
        columns,
        np.array([status == Deal.Status.WON for status in statuses], dtype=bool),
        np.array([UNDATED if day is None else day.toordinal() for day in days], dtype=np.int64),
        np.array([-1 if account is None else account for account in accounts], dtype=np.int64),
    )
    closed = frame.take(~is_open)
    kept = tuple(pk for pk, still_open in zip(ids, is_open, strict=True) if not still_open)
    return DealRows(closed, frame.take(is_open).columns, kept)


def _columns(read: FactRead, values: list[Any]) -> list[Column]:
    if read.kind is FactKind.SET:
        return list_columns(read.key, values)
    if read.kind in (FactKind.INT, FactKind.DAYS):
        return [number_column(read.key, values, read.kind)]
    own = fact_split(read.key)[0] in (CUSTOM, DEAL_CUSTOM)
    return [custom_column(read.key, values) if own else text_column(read.key, values)]


def opening_scores(spec: VersionSpec, ids: Sequence[int], *, now: datetime) -> list[int]:
    """This function will score deals by a version as each stood when it was opened; in the order of ``ids``."""
    scope = Scope(required_tenant_id(), keys=tuple(ids), subject=Subject.DEAL, as_opened=True)
    scores = scores_select(spec, scope, now=now)
    statement = f"SELECT id, score_milli FROM ({scores.text}) scored"  # noqa: S608 - compiled, values are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, scores.params)
        found = dict(cursor.fetchall())
    return [found[pk] for pk in ids]


def report_of_version(version_id: int) -> LearnedReport | None:
    """This function will return the newest report on a learned version, if it was learned."""
    return LearnedReport.objects.filter(version_id=version_id).order_by("-id").first()


@dataclass(frozen=True)
class Chances:
    """From a score to a chance of winning, as the report on the version found it."""

    intercept: float
    slope: float
    report: UUID

    def of(self, score_milli: int) -> float:
        """This function will give the chance of winning at a score."""
        return 1 / (1 + math.exp(-min(max(self.intercept + self.slope * score_milli, -30.0), 30.0)))


@dataclass(frozen=True)
class ScoringVersion:
    """A version to score with; its chances, and what its examination decided, if it was learned."""

    subject: Subject
    number: int
    spec: VersionSpec
    chances: Chances | None
    decision: str | None


def scoring_version(name: str) -> ScoringVersion:
    """This function will find ``PROFILE[:VERSION]``; without a version the published one, else the newest draft.

    :raises ProfileNotFoundError: when there is no such profile.
    :raises VersionNotFoundError: when it has no such version.
    """
    key, colon, number = name.rpartition(":")
    profile = profile_named(key if colon else name)
    if colon and not (number.isascii() and number.isdigit() and len(number) < 9):
        raise VersionNotFoundError("This profile has no such version.")
    version = version_get(profile, int(number)) if colon else published_version(profile) or draft_version(profile)
    if version is None:
        raise VersionNotFoundError("This profile has neither a published version nor a draft.")
    report = report_of_version(version.pk)
    decision = report.decision if report else None
    spec = version_spec(version.pk)
    return ScoringVersion(Subject(profile.subject), version.number, spec, chances_of(version), decision)


def chances_of(version: IcpVersion) -> Chances | None:
    """This function will return what the scores of a learned version mean; nothing for one made by hand.

    A version that a rollback brought back scores as the one it repeats, so it has that one's chances.
    """
    found = _chances(version.pk)
    if found is None and version.republishes is not None:
        repeated = IcpVersion.objects.filter(profile_id=version.profile_id, number=version.republishes).first()
        found = _chances(repeated.pk) if repeated else None
    return found


def _chances(version_id: int) -> Chances | None:
    rows = LearnedReport.objects.filter(version_id=version_id).order_by("-id")
    row = rows.values_list("public_id", "report__win_probability").first()  # a report is long, and this is on each page
    return Chances(**row[1], report=row[0]) if row and row[1] else None
