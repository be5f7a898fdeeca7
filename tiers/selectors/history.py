"""Who was in which tier when: an account's stays, everybody's at an instant, the bridge between two instants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

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
    tiers = {tier.pk: tier for tier in Tier.objects.all()}
    flows = _flows(start, end)
    lines = [_line(tier, flows.get(tier.pk, []), tiers) for tier in sorted(tiers.values(), key=_best_first)]
    return [line for line in lines if line.tier.position is not None or _is_told(line.bridge)]


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


def _best_first(tier: Tier) -> tuple[bool, int, int]:
    return tier.position is None, tier.position or 0, tier.pk


def _is_told(bridge: TierBridge) -> bool:
    return bool(bridge.opening or bridge.came or bridge.went or bridge.closing)


class Flow(NamedTuple):
    """What moved between a tier and another one, ``other`` (None: no tier): up to the start on balance, then since."""

    other: int | None
    before: int
    came: int
    went: int


def _flows(start: datetime, end: datetime) -> dict[int, list[Flow]]:
    """Sum, for each tier, what came from and went to each other one.

    By hand, so that it stays one index-only pass over the flows: their number is that of runs that moved somebody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select tier_id, other_id, coalesce(sum(came - went) filter (where at <= %(start)s), 0)::int,
                   coalesce(sum(came) filter (where at > %(start)s), 0)::int,
                   coalesce(sum(went) filter (where at > %(start)s), 0)::int
              from tier_flow where tenant_id = %(tenant)s and at <= %(end)s group by tier_id, other_id
            """,
            {"tenant": required_tenant_id(), "start": start, "end": end},
        )
        flows: dict[int, list[Flow]] = defaultdict(list)
        for tier_id, *flow in cursor.fetchall():
            flows[tier_id].append(Flow(*flow))
    return flows


def _line(tier: Tier, flows: list[Flow], tiers: Mapping[int, Tier]) -> BridgeLine:
    opening = sum(flow.before for flow in flows)
    came, went = sum(flow.came for flow in flows), sum(flow.went for flow in flows)
    others = sorted((_best_first(tiers[flow.other]), flow) for flow in flows if flow.other is not None)
    named = [(tiers[place[-1]].name, flow) for place, flow in others]
    named += [("", flow) for flow in flows if flow.other is None]
    return BridgeLine(
        tier,
        TierBridge(tier.pk, opening, came, went, opening + came - went),
        tuple((name, flow.came) for name, flow in named if flow.came),
        tuple((name, flow.went) for name, flow in named if flow.went),
    )
