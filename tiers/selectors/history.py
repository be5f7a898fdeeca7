"""Who was in which tier when: an account's stays, everybody's at an instant, the bridge between two instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from tenancy.context import required_tenant_id
from tiers.domain.bridge import TierBridge
from tiers.models import Tier, TierAssignment

TIER_COLUMNS = ("id", "public_id", "key", "name", "position")


@dataclass(frozen=True)
class BridgeLine:
    """One tier's bridge with where its accounts came from and went to: names of tiers, blank for none, and counts."""

    tier: Tier
    bridge: TierBridge
    came_from: tuple[tuple[str, int], ...]
    went_to: tuple[tuple[str, int], ...]


def tier_of(account_ids: Iterable[int]) -> dict[int, TierAssignment]:
    """This function will return the open stay of each account that has one, with its tier, in one query."""
    stays = TierAssignment.objects.filter(account_id__in=list(account_ids), left_at=None).select_related("tier")
    return {stay.account_id: stay for stay in stays}


def account_stays(account_id: int) -> QuerySet[TierAssignment]:
    """This function will return an account's stays with tier and decider, newest first."""
    stays: QuerySet[TierAssignment] = TierAssignment.objects.filter(account_id=account_id)
    return stays.select_related("tier", "decided_by").order_by("-entered_at", "-pk")


def assignments_at(at: datetime | None = None) -> QuerySet[TierAssignment]:
    """This function will return the stays open at an instant, now when none is given, with account and tier, by id.

    Of the account only its names and identifiers are read.
    """
    stays: QuerySet[TierAssignment] = _with_names(TierAssignment.objects.all()).order_by("pk")
    if at is None:
        return stays.filter(left_at=None)
    return stays.filter(Q(left_at=None) | Q(left_at__gt=at), entered_at__lte=at)


def bridge_lines(*, start: datetime, end: datetime) -> list[BridgeLine]:
    """This function will return each tier's bridge between two instants, the best tier first, retired ones last."""
    counts = _bridge_counts(start, end)
    came, went = _flows(start, end, entering=True), _flows(start, end, entering=False)
    tiers = sorted(Tier.objects.all(), key=lambda tier: (tier.position is None, tier.position or 0, tier.pk))
    return [
        BridgeLine(
            tier, counts.get(tier.pk, TierBridge(tier.pk, 0, 0, 0, 0)), came.get(tier.pk, ()), went.get(tier.pk, ())
        )
        for tier in tiers
        if tier.position is not None or tier.pk in counts
    ]


def moves_between(*, start: datetime, end: datetime) -> QuerySet[TierAssignment]:
    """This function will return the stays that began or ended in ``(start, end]``, newest first, with account and
    tier.
    """
    found: QuerySet[TierAssignment] = TierAssignment.objects.filter(
        Q(entered_at__gt=start, entered_at__lte=end) | Q(left_at__gt=start, left_at__lte=end)
    )
    return _with_names(found).order_by("-entered_at", "-pk")


def _with_names(stays: QuerySet[TierAssignment]) -> QuerySet[TierAssignment]:
    # an account's row is wide, and none of these lists shows more than its name
    columns = [f"account__{name}" for name in ("id", "public_id", "name", "source", "external_id")]
    own = [field.attname for field in TierAssignment._meta.concrete_fields]
    return stays.select_related("account", "tier").only(*own, *columns, *[f"tier__{n}" for n in TIER_COLUMNS])


def _bridge_counts(start: datetime, end: datetime) -> dict[int, TierBridge]:
    there_then = Q(entered_at__lte=start) & (Q(left_at=None) | Q(left_at__gt=start))
    there_now = Q(entered_at__lte=end) & (Q(left_at=None) | Q(left_at__gt=end))
    rows = (
        TierAssignment.objects.values("tier_id")
        .annotate(
            opening=Count("pk", filter=there_then),
            came=Count("pk", filter=Q(entered_at__gt=start, entered_at__lte=end)),
            went=Count("pk", filter=Q(left_at__gt=start, left_at__lte=end)),
            closing=Count("pk", filter=there_now),
        )
        .order_by()
    )
    found = [TierBridge(r["tier_id"], r["opening"], r["came"], r["went"], r["closing"]) for r in rows]
    return {b.tier: b for b in found if b.opening or b.came or b.went or b.closing}


def _flows(start: datetime, end: datetime, *, entering: bool) -> dict[int, tuple[tuple[str, int], ...]]:
    """Count, for each tier, the tier on the other side of each move in ``(start, end]``.

    By hand, because the other side is the stay before or after the account's own that touches it at the same instant:
    one pass in order of time. A self-join would depend on what PostgreSQL knows of the table, which after a first run
    is that it is empty.
    """
    mine, step, other = ("entered_at", "lag", "left_at") if entering else ("left_at", "lead", "entered_at")
    statement = f"""
            select m.tier_id, coalesce(t.name, ''), sum(m.accounts)::int
              from (select tier_id, other_id, count(*) as accounts
                      from (select tier_id, {mine} as at, case when {step}({other}) over stays = {mine}
                                                               then {step}(tier_id) over stays end as other_id
                              from tier_assignment
                             where tenant_id = %(tenant)s and entered_at <= %(end)s
                               and (left_at is null or left_at > %(start)s)
                            window stays as (partition by account_id order by entered_at, id)) told
                     where at > %(start)s and at <= %(end)s group by tier_id, other_id) m
              left join tier t on t.tenant_id = %(tenant)s and t.id = m.other_id
             group by m.tier_id, t.id, t.name, t.position order by t.position nulls last, t.id
            """  # noqa: S608 - constant names
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {"tenant": required_tenant_id(), "start": start, "end": end},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    flows: dict[int, tuple[tuple[str, int], ...]] = {}
    for tier_id, name, accounts in rows:
        flows[tier_id] = (*flows.get(tier_id, ()), (name, accounts))
    return flows
