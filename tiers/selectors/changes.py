"""Tier then, tier now and first tier of each account, and how much the tiers changed quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Account
from tenancy.context import required_tenant_id
from tiers.domain.bridge import TierBridge
from tiers.domain.churn import bridges_by_period
from tiers.models import Tier, TierAssignment

TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class ChangeFilter:
    """Which accounts: those whose tier then and now differ, or everybody who ever was in one; by key of either tier."""

    changed: bool = True
    then: str = ""
    now: str = ""


@dataclass(frozen=True)
class ChurnLine:
    """One tier's bridges, quarter by quarter."""

    tier: Tier
    quarters: Sequence[TierBridge]


def changes(*, start: datetime, end: datetime, wanted: ChangeFilter) -> QuerySet[Account]:
    """This function will return accounts by name with ``then_id``, ``now_id`` and ``first_id``: the ids of the tiers
    they were in at ``start``, at ``end`` and first of all until ``end``; null for none.
    """
    stays = TierAssignment.objects.filter(account_id=OuterRef("pk"))
    first = stays.filter(entered_at__lte=end).order_by("entered_at", "pk").values("tier_id")[:1]
    rows: Any = Account.objects.annotate(
        then_id=Subquery(stays.filter(there_at(start)).order_by("-entered_at", "-pk").values("tier_id")[:1]),
        now_id=Subquery(stays.filter(there_at(end)).order_by("-entered_at", "-pk").values("tier_id")[:1]),
        first_id=Subquery(first),
    )
    if wanted.changed:
        moved = Q(entered_at__gt=start, entered_at__lte=end) | Q(left_at__gt=start, left_at__lte=end)
        rows = rows.filter(pk__in=TierAssignment.objects.filter(moved).values("account_id"))
        joined, gone = Q(then_id=None, now_id__isnull=False), Q(then_id__isnull=False, now_id=None)
        rows = rows.filter(joined | gone | ~Q(then_id=F("now_id")))
    else:
        rows = rows.filter(Exists(stays.filter(entered_at__lte=end)))
    for key, at in ((wanted.then, start), (wanted.now, end)):
        if key:
            there = TierAssignment.objects.filter(there_at(at), tier__key=key)
            rows = rows.filter(pk__in=there.values("account_id"))
    columns = ("pk", "public_id", "name", "source", "external_id", "tenant_id")
    found: QuerySet[Account] = rows.only(*columns).order_by("name_key", "pk")
    return found


def there_at(at: datetime) -> Q:
    """This function will return the condition on stays that were open at an instant."""
    return Q(entered_at__lte=at) & (Q(left_at=None) | Q(left_at__gt=at))


def day_end(day: date) -> datetime:
    """This function will return the last instant of a day in the active time zone, the workspace's."""
    return _midnight(day + timedelta(days=1)) - TICK


def quarter_edges(starts: Sequence[date]) -> list[datetime]:
    """This function will return the instants at which quarters begin in the active time zone, the workspace's."""
    return [_midnight(start) for start in starts]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def tiers_by_id() -> dict[int, Tier]:
    """This function will return every tier there ever was by id."""
    return {tier.pk: tier for tier in Tier.objects.all()}


def history_begins() -> datetime | None:
    """This function will return the first instant an account entered a tier, None where none ever did."""
    found: datetime | None = TierAssignment.objects.aggregate(first=Min("entered_at"))["first"]
    return found


def churn_lines(edges: Sequence[datetime]) -> list[ChurnLine]:
    """This function will return each tier's bridges between neighbouring instants, the best tier first.

    By hand: one index-only pass over the flows sorts them into periods, which the ORM has no words for; an instant
    belongs to the period it begins.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select tier_id, width_bucket(at, %(edges)s::timestamptz[]), sum(came)::int, sum(went)::int
              from tier_flow where tenant_id = %(tenant)s and at < %(last)s group by 1, 2
            """,
            {"tenant": required_tenant_id(), "edges": list(edges), "last": edges[-1]},
        )
        groups: list[tuple[int, int, int, int]] = cursor.fetchall()
    found = bridges_by_period(groups, periods=len(edges) - 1)
    empty = [TierBridge(0, 0, 0, 0, 0)] * (len(edges) - 1)
    tiers = sorted(Tier.objects.all(), key=lambda tier: (tier.position is None, tier.position or 0, tier.pk))
    return [
        ChurnLine(tier, found.get(tier.pk, empty)) for tier in tiers if tier.position is not None or tier.pk in found
    ]
