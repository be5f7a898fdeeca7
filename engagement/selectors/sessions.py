"""Sessions: the list, one with everything in it, and what was shown and said in won against lost deals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Deal
from engagement.domain.analysis import Finding, Seen, findings
from engagement.models import SalesSession, SessionObjection, SessionParticipant, SessionStep

LOW_N = 20


def session_list(*, given: Mapping[str, Any] | None = None) -> QuerySet[SalesSession]:
    """This function will list sessions, newest first, narrowed by the filters given; unknown ones are ignored.

    ``status``, ``outcome``; ``led_by_id``; ``start``, ``end`` (instants, half-open); ``account_id``.
    """
    rows: QuerySet[SalesSession] = SalesSession.objects.select_related("account", "segment", "deal")
    filters = given or {}
    plain = ("status", "outcome", "led_by_id", "account_id")
    rows = rows.filter(**{name: filters[name] for name in plain if filters.get(name)})
    if filters.get("start"):
        rows = rows.filter(starts_at__gte=filters["start"])
    if filters.get("end"):
        rows = rows.filter(starts_at__lt=filters["end"])
    counted = rows.annotate(
        people=_number(SessionParticipant.objects.all()), shown=_number(SessionStep.objects.filter(is_shown=True))
    )
    return counted.order_by("-starts_at", "-pk")


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these a session has; counted for the sessions shown alone, which a join would not."""
    of_session = rows.filter(session_id=OuterRef("pk")).order_by().values("session_id")
    return Coalesce(Subquery(of_session.annotate(n=Count("pk")).values("n")), 0)


def session_find(*, public_id: UUID) -> SalesSession | None:
    """This function will return a session with its people, steps and objections, or None; four queries."""
    found: SalesSession | None = (
        SalesSession.objects.select_related("account", "segment", "deal")
        .prefetch_related(
            Prefetch("participants", SessionParticipant.objects.select_related("contact").order_by("pk")),
            Prefetch("steps", SessionStep.objects.select_related("asset").order_by("position")),
            Prefetch("objections", SessionObjection.objects.select_related("objection", "contact").order_by("pk")),
        )
        .filter(public_id=public_id)
        .first()
    )
    return found


def _closed_with_session() -> dict[str, int]:
    """Won and lost deals in which at least one session was held."""
    rows = (
        Deal.objects.filter(sessions__status=SalesSession.Status.HELD)
        .filter(status__in=[Deal.Status.WON, Deal.Status.LOST])
        .values_list("status")
        .annotate(n=Count("pk", distinct=True))
        .order_by()
    )
    return dict(rows)


def _seen(rows: QuerySet[Any], label: str) -> list[Seen]:
    deal, resolved = "session__deal_id", Q(is_resolved=True) if label == "text" else Q(pk=None)
    counted = (
        rows.filter(session__status=SalesSession.Status.HELD)
        .values_list(label)
        .annotate(
            won=Count(deal, distinct=True, filter=Q(session__deal__status=Deal.Status.WON)),
            lost=Count(deal, distinct=True, filter=Q(session__deal__status=Deal.Status.LOST)),
            done=Count("pk", filter=resolved),
        )
        .order_by()
    )
    return [Seen(name, won, lost, done) for name, won, lost, done in counted if won + lost]


def content_findings() -> list[Finding]:
    """This function will compare what was shown in won and in lost deals."""
    closed = _closed_with_session()
    seen = _seen(SessionStep.objects.filter(is_shown=True), "title")
    return findings(seen, won=closed.get("won", 0), lost=closed.get("lost", 0), low_n=LOW_N)


def objection_findings() -> list[Finding]:
    """This function will compare what was said against us in won and in lost deals."""
    closed = _closed_with_session()
    seen = _seen(SessionObjection.objects.all(), "text")
    return findings(seen, won=closed.get("won", 0), lost=closed.get("lost", 0), low_n=LOW_N)


def outcome_counts() -> dict[str, int]:
    """This function will count sessions held by outcome."""
    held = SalesSession.objects.filter(status=SalesSession.Status.HELD).values_list("outcome")
    return {outcome or "": n for outcome, n in held.annotate(n=Count("pk")).order_by()}
