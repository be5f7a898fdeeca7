"""What happened to the facts behind a score: changed fields, events, opinions, and versions published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import MEASURE, RATING, SIGNAL, SIGNAL_COUNT, FactRead, Subject, fact_split
from accounts.domain.score_history import Cause
from accounts.models import AccountMeasure, FactChange, FitScoreChange, IcpVersion, Signal
from accounts.selectors.ratings import opinions_over_time
from accounts.selectors.score_objects import ScoredObject
from accounts.selectors.score_sources import fact_field

MOST = 5  # told per cause, the newest first
MOST_READ = 500
VERSION, CORRECTION = FitScoreChange.Cause.VERSION.value, FitScoreChange.Cause.CORRECTION.value


@dataclass(frozen=True)
class News:
    """One thing that happened: ``kind`` is fact, signal, rating, measure or version.

    ``read``: the fact it is about, with the kind the rule reads it as. ``who``: its source, or the person.
    """

    kind: str
    at: datetime
    who: str
    read: FactRead | None = None
    old: Any = None
    new: Any = None
    is_correction: bool = False  # of a fact: the old value had been wrong all along


def news_between(
    scored: ScoredObject,
    causes: Sequence[Cause],
    specs: Mapping[int, VersionSpec],
    *,
    after: datetime | None,
    until: datetime,
    versions: Collection[int] = (),
) -> dict[tuple[str, str], list[News]]:
    """This function will find what happened behind each cause, by its kind and key: one query a family that is read.

    After the moment of the older row, as a change comes before the score that follows it. ``versions``: those that
    came into force in the span.
    """
    span = Q(at__lte=until) if after is None else Q(at__lte=until, at__gt=after)
    reads = {cause.key: _reads(specs.values(), cause.key) for cause in causes if cause.cause != VERSION}
    wanted = {read for found in reads.values() for read in found}
    by_read = _by_read(scored, wanted, span) if wanted else {}
    published = _published(versions) if versions else []
    corrected = {cause.key for cause in causes if cause.cause == CORRECTION}
    told: dict[tuple[str, str], list[News]] = {}
    for cause in causes:
        if cause.cause == VERSION:
            told[cause.cause, cause.key] = published
            continue
        found = [news for read in reads[cause.key] for news in by_read.get(read, ())]
        if cause.key in corrected:  # what was changed and what was corrected stand in lines of their own
            meant = [news for news in found if news.is_correction == (cause.cause == CORRECTION)]
            found = meant or found
        told[cause.cause, cause.key] = sorted(found, key=lambda news: news.at, reverse=True)[:MOST]
    return told


def _reads(specs: Iterable[VersionSpec], key: str) -> list[FactRead]:
    found = [FactRead(*fact) for spec in specs for c in spec.criteria if c.key == key for fact in c.facts]
    return list(dict.fromkeys(found))


def _by_read(scored: ScoredObject, wanted: Iterable[FactRead], span: Q) -> dict[FactRead, list[News]]:
    account = scored.account.pk if scored.account else 0
    families: dict[str, dict[str, list[FactRead]]] = {}
    for read in sorted(wanted):
        family, name = fact_field(read.key) or fact_split(read.key)
        family = SIGNAL if family == SIGNAL_COUNT else str(family)
        families.setdefault(family, {}).setdefault(name, []).append(read)
    found: dict[FactRead, list[News]] = {}
    for family, names in families.items():
        rows: list[tuple[str, News]]
        if family in (Subject.ACCOUNT, Subject.DEAL):
            rows = _facts(family, account if family == Subject.ACCOUNT else scored.pk, names, span)
        elif family == SIGNAL:
            rows = _signals(account, names, span)
        elif family == RATING:
            rows = _ratings(account, names, span)
        else:
            rows = _measures(account, names, span) if family == MEASURE else []
        for name, news in rows:
            for read in names[name]:
                told = replace(news, read=read)
                found.setdefault(read, []).append(told)
    return found


def _facts(kind: str, pk: int, names: Iterable[str], span: Q) -> list[tuple[str, News]]:
    rows = FactChange.objects.filter(span, object_kind=kind, object_id=pk, field__in=list(names)).order_by("-at", "-id")
    return [(row.field, _fact(row)) for row in rows[:MOST_READ]]


def _fact(row: FactChange) -> News:
    return News("fact", row.at, row.source, None, row.old, row.new, row.is_correction)


def _signals(account_id: int, kinds: Iterable[str], span: Q) -> list[tuple[str, News]]:
    known = _renamed(span, "occurred_at") | _renamed(span, "created_at")
    rows = Signal.objects.filter(known, account_id=account_id, kind__in=list(kinds)).order_by("-occurred_at", "-id")
    return [(row.kind, News("signal", row.occurred_at, row.source)) for row in rows[:MOST_READ]]


def _ratings(account_id: int, departments: Iterable[str], span: Q) -> list[tuple[str, News]]:
    ends: dict[str, datetime] = dict(span.children)  # type: ignore[arg-type]
    since, until, wanted = ends.get("at__gt"), ends["at__lte"], set(departments)
    return [
        (told.department, News("rating", told.at, told.who, None, None, told.score * 1000))
        for told in opinions_over_time(account_id)
        if told.department in wanted and told.at <= until and (since is None or told.at > since)
    ]


def _measures(account_id: int, keys: Iterable[str], span: Q) -> list[tuple[str, News]]:
    rows = AccountMeasure.objects.filter(span, account_id=account_id, key__in=list(keys))
    return [(row.key, News("measure", row.at, row.source, None, None, row.value)) for row in rows]


def _renamed(span: Q, column: str) -> Q:
    """The same span of time over another column."""
    return Q(*((str(key).replace("at__", f"{column}__"), value) for key, value in span.children))  # type: ignore[misc]


def _published(versions: Collection[int]) -> list[News]:
    rows = IcpVersion.objects.filter(pk__in=list(versions)).select_related("created_by").order_by("-published_at")
    return [
        News("version", row.published_at, row.created_by.get_full_name() if row.created_by else "", None, None, row)
        for row in rows[:MOST]
        if row.published_at is not None
    ]
