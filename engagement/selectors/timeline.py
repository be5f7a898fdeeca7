"""Everything that happened with an account, newest first, read page by page from where the last one ended.

Each kind gives its newest rows before the cursor by its own index, and the page is merged of those: a union of all
kinds in one statement would sort an account's whole history for every page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Func, OuterRef, Q, QuerySet, Subquery, Value

from accounts.domain.icp_facts import Subject
from accounts.models import Account, Deal, FitScoreChange, IcpProfile, Signal
from engagement.models import SalesSession, SessionParticipant, Touch, TouchContact
from tiers.models import TierAssignment

PAGE = 30
KINDS = ("touch", "session", "deal_opened", "deal_closed", "signal", "score", "tier_entered", "tier_left")


class DayStart(Func):
    """The instant a day begins in a time zone."""

    template = "(%(expressions)s)"
    arg_joiner = "::timestamp at time zone "
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened. ``title`` is data (a name, a reason); its kind is put into words by the page."""

    kind: str
    at: datetime
    id: int
    public_id: UUID | None = None
    title: str = ""
    detail: str = ""
    code: str = ""  # a touch's kind, a deal's status, a session's outcome …
    outcome: str = ""
    people: tuple[str, ...] = ()
    owner: str = ""
    amount_cents: int | None = None
    currency: str = ""
    is_day: bool = False  # only the day is known
    score_milli: int | None = None  # a fit score after its change, and before it where there was one
    score_before_milli: int | None = None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some items and where to read on; ``after`` empty: that was all."""

    items: list[TimelineItem] = field(default_factory=list)
    after: str = ""


def _branches(account: Account, zone: str, kinds: Sequence[str]) -> list[QuerySet[Any, Any]]:
    deals = Deal.objects.filter(account_id=account.pk)
    tiers = TierAssignment.objects.filter(account_id=account.pk)
    known = {
        "touch": (Touch.objects.filter(account_id=account.pk), F("occurred_at")),
        "session": (SalesSession.objects.filter(account_id=account.pk), F("starts_at")),
        "deal_opened": (deals.exclude(created_on=None), DayStart(F("created_on"), Value(zone))),
        "deal_closed": (
            deals.exclude(closed_on=None).exclude(status=Deal.Status.OPEN),
            DayStart(F("closed_on"), Value(zone)),
        ),
        "signal": (Signal.objects.filter(account_id=account.pk), F("occurred_at")),
        "score": (_scores(account), F("at")),
        "tier_entered": (tiers, F("entered_at")),
        "tier_left": (tiers.exclude(left_at=None), F("left_at")),
    }
    return [known[kind][0].annotate(moment=known[kind][1]).values_list("moment", "pk") for kind in kinds]


def _scores(account: Account) -> QuerySet[Any, Any]:
    """The primary profile's changes of an account's fit; others drive no tier and would only be noise here."""
    primary = IcpProfile.objects.filter(subject=Subject.ACCOUNT, is_primary=True).values("pk")[:1]
    changes: QuerySet[Any, Any] = FitScoreChange.objects.filter(account_id=account.pk, profile_id=Subquery(primary))
    return changes


def _before(rows: QuerySet[Any, Any], kind: str, cursor: tuple[datetime, str, int]) -> QuerySet[Any, Any]:
    """Rows that come after the cursor in the order (newest, kind, id)."""
    at, last_kind, last_id = cursor
    later = Q(moment__lt=at)
    if kind < last_kind:
        later |= Q(moment=at)
    elif kind == last_kind:
        later |= Q(moment=at, pk__lt=last_id)
    return rows.filter(later)


def cursor_read(text: str) -> tuple[datetime, str, int] | None:
    """This function will read where a page ended; anything else than what ``timeline`` gave means the beginning."""
    try:
        at, kind, number = text.split("|")
        return (datetime.fromisoformat(at), kind, int(number)) if kind in KINDS else None
    except ValueError:
        return None


def timeline(*, account: Account, zone: str, after: str = "", kinds: Sequence[str] = KINDS) -> TimelinePage:
    """This function will read thirty items of an account's history, newest first; ``zone`` places days in time.

    Two queries a kind that occurs, however long the history is.
    """
    cursor = cursor_read(after)
    wanted = [kind for kind in KINDS if kind in kinds]
    branches = _branches(account, zone, wanted)
    if cursor is not None:
        branches = [_before(rows, kind, cursor) for kind, rows in zip(wanted, branches, strict=True)]
    found = [
        (moment, kind, pk)
        for kind, rows in zip(wanted, branches, strict=True)
        for moment, pk in rows.order_by("-moment", "-pk")[: PAGE + 1]
    ]
    merged = sorted(found, reverse=True)[: PAGE + 1]
    page = merged[:PAGE]
    last = page[-1] if len(merged) > PAGE else None
    return TimelinePage(_items(page), f"{last[0].isoformat()}|{last[1]}|{last[2]}" if last else "")


def _items(rows: Sequence[tuple[datetime, str, int]]) -> list[TimelineItem]:
    ids: dict[str, list[int]] = defaultdict(list)
    for _, kind, pk in rows:
        ids[kind].append(pk)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for kind, load in _LOADERS.items():
        if ids[kind]:
            found |= {(kind, pk): details for pk, details in load(ids[kind]).items()}
    return [TimelineItem(kind, at, pk, **found[kind, pk]) for at, kind, pk in rows]


def _person(contact: Any) -> str:
    return f"{contact.first_name} {contact.last_name}".strip() or contact.email


def _people(links: Sequence[Any], key: str) -> dict[int, tuple[str, ...]]:
    people: dict[int, list[str]] = defaultdict(list)
    for link in links:
        people[getattr(link, key)].append(_person(link.contact))
    return {pk: tuple(names) for pk, names in people.items()}


def _touches(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    links = TouchContact.objects.filter(touch_id__in=ids).select_related("contact").order_by("pk")
    people = _people(list(links), "touch_id")
    return {
        row.pk: {
            "public_id": row.public_id,
            "title": row.next_step,
            "detail": row.note,
            "code": row.kind,
            "outcome": row.outcome or "",
            "people": people.get(row.pk, ()),
            "owner": row.owner_email,
        }
        for row in Touch.objects.filter(pk__in=ids)
    }


def _sessions(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    links = SessionParticipant.objects.filter(session_id__in=ids).select_related("contact").order_by("pk")
    people = _people(list(links), "session_id")
    return {
        row.pk: {
            "public_id": row.public_id,
            "title": row.title,
            "detail": row.note,
            "code": row.status,
            "outcome": row.outcome or "",
            "people": people.get(row.pk, ()),
        }
        for row in SalesSession.objects.filter(pk__in=ids)
    }


def _deals(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {
        row.pk: {
            "public_id": row.public_id,
            "title": row.name or row.external_id,
            "code": row.status,
            "amount_cents": row.amount_cents,
            "currency": row.currency or "",
            "owner": row.owner_email,
            "is_day": True,
        }
        for row in Deal.objects.filter(pk__in=ids)
    }


def _signals(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Signal.objects.filter(pk__in=ids)
    return {row.pk: {"public_id": row.public_id, "code": row.kind, "title": row.kind.replace("_", " ")} for row in rows}


def _score_changes(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    earlier = FitScoreChange.objects.filter(
        profile_id=OuterRef("profile_id"), account_id=OuterRef("account_id"), at__lt=OuterRef("at")
    ).order_by("-at", "-pk")
    rows = FitScoreChange.objects.filter(pk__in=ids).annotate(before=Subquery(earlier.values("score_milli")[:1]))
    return {
        row.pk: {"code": row.cause, "score_milli": row.score_milli, "score_before_milli": row.before} for row in rows
    }


def _stays(ids: Sequence[int], *, left: bool) -> dict[int, dict[str, Any]]:
    rows = TierAssignment.objects.select_related("tier").filter(pk__in=ids)
    return {
        row.pk: {
            "title": row.tier.name,
            "detail": row.left_reason if left else row.reason,
            "code": row.left_cause if left else row.cause,
        }
        for row in rows
    }


_LOADERS: dict[str, Any] = {
    "touch": _touches,
    "session": _sessions,
    "deal_opened": _deals,
    "deal_closed": _deals,
    "signal": _signals,
    "score": _score_changes,
    "tier_entered": lambda ids: _stays(ids, left=False),
    "tier_left": lambda ids: _stays(ids, left=True),
}
