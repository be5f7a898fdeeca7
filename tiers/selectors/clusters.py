"""The clusters of one-to-few tiers: who is in them, how they overlap, and which the tier's accounts suggest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import SegmentAccount
from tenancy.context import required_tenant_id
from tiers.domain.clusters import SIZE_EDGES, Suggestion, Traits, suggestions
from tiers.models import Tier, TierAssignment, TierCluster
from tiers.selectors.policy import PolicyInUse

_INSIDE = """
    from tier_cluster c
    join segment_account m on m.tenant_id = c.tenant_id and m.segment_id = c.segment_id
    join tier_assignment s on s.tenant_id = c.tenant_id and s.account_id = m.account_id and s.left_at is null
                          and s.tier_id = c.tier_id
   where c.tenant_id = %(tenant)s and c.tier_id = %(tier)s
"""
_COVERED = f"""
    select count(*), count(*) filter (where n > 1)
      from (select count(*) as n {_INSIDE} group by m.account_id) counted
"""  # noqa: S608 - put together from the constant above
_PAIRS = f"""
    with inside as (select c.id as cluster_id, m.account_id {_INSIDE})
    select one.cluster_id, other.cluster_id, count(*) from inside one
      join inside other on other.account_id = one.account_id and other.cluster_id > one.cluster_id
     group by 1, 2 order by 3 desc, 1, 2
"""  # noqa: S608


@dataclass(frozen=True)
class Overlap:
    """Two clusters and how many of the tier's accounts are in both."""

    one: TierCluster
    other: TierCluster
    accounts: int


@dataclass(frozen=True)
class TierClusters:
    """One tier's clusters. ``alone`` are its accounts in no cluster, ``several`` those in more than one."""

    tier: Tier
    size: int
    clusters: Sequence[TierCluster]
    overlaps: Sequence[Overlap]
    alone: int
    several: int
    suggestions: Sequence[Suggestion]


def few_tiers(policy: PolicyInUse) -> list[Tier]:
    """This function will return the tiers that are worked in clusters."""
    return [tier for tier in policy.tiers if tier.level == Tier.Level.ONE_TO_FEW]


def cluster_list() -> QuerySet[TierCluster]:
    """This function will return the clusters with tier, segment and ``size``: their accounts in the tier, by name."""
    members = SegmentAccount.objects.filter(
        segment_id=OuterRef("segment_id"),
        account_id__in=TierAssignment.objects.filter(left_at=None, tier_id=OuterRef(OuterRef("tier_id"))).values(
            "account_id"
        ),
    )
    counted = members.order_by().values("segment_id").annotate(n=Count("pk")).values("n")
    found: Any = TierCluster.objects.select_related("tier", "segment").annotate(size=Coalesce(Subquery(counted), 0))
    return found.order_by("tier__position", "segment__name", "pk")  # type: ignore[no-any-return]


def clusters_by_tier(policy: PolicyInUse) -> list[TierClusters]:
    """This function will return what the page of clusters shows of each one-to-few tier, the better tier first."""
    clusters = list(cluster_list().filter(tier__in=few_tiers(policy)))
    found = []
    for tier in few_tiers(policy):
        own = [cluster for cluster in clusters if cluster.tier_id == tier.pk]
        covered, several = _covered(tier)
        found.append(
            TierClusters(
                tier=tier,
                size=policy.size(tier),
                clusters=own,
                overlaps=_overlaps(tier, own),
                alone=max(0, policy.size(tier) - covered),
                several=several,
                suggestions=tier_suggestions(tier, size=policy.size(tier), clusters=own),
            )
        )
    return found


def tier_suggestions(tier: Tier, *, size: int, clusters: Sequence[TierCluster]) -> list[Suggestion]:
    """This function will return the clusters that a tier's accounts suggest.

    By hand: all combinations of what accounts share are counted in one pass.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select industry, country, band, count(*) from (
                select nullif(a.industry, '') as industry, nullif(a.country, '') as country,
                       nullif(width_bucket(a.employees, %(edges)s::int[]), 0) - 1 as band
                  from tier_assignment s join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
                 where s.tenant_id = %(tenant)s and s.tier_id = %(tier)s and s.left_at is null) known
             group by cube (industry, country, band)
            having (grouping(industry) = 1 or industry is not null) and (grouping(country) = 1 or country is not null)
               and (grouping(band) = 1 or band is not null)
            """,
            {"tenant": required_tenant_id(), "tier": tier.pk, "edges": list(SIZE_EDGES)},
        )
        rows: list[tuple[str | None, str | None, int | None, int]] = cursor.fetchall()
    taken = [cluster.segment.rule for cluster in clusters if cluster.segment.rule]
    return suggestions(((Traits(*row[:3]), row[3]) for row in rows), tier_size=size, taken=taken)


def cluster_members(tiers: Sequence[Tier]) -> Iterator[tuple[Any, str, str, str]]:
    """This function will stream (account id, account, tier, clusters) for every account of these tiers, by name."""
    names: dict[int, dict[int, str]] = {}
    for cluster in TierCluster.objects.filter(tier__in=tiers).select_related("segment"):
        names.setdefault(cluster.tier_id, {})[cluster.segment_id] = cluster.segment.name
    stays = TierAssignment.objects.filter(left_at=None, tier__in=tiers).select_related("account", "tier")
    own = ("account__id", "account__public_id", "account__name", "tier__id", "tier__name")
    ordered = stays.only("id", "account_id", "tier_id", *own).order_by("tier__position", "account__name_key", "pk")
    for batch in _batches(ordered.iterator(chunk_size=1_000)):
        inside: dict[int, set[int]] = {}
        members = SegmentAccount.objects.filter(account_id__in=[stay.account_id for stay in batch])
        for account_id, segment_id in members.values_list("account_id", "segment_id"):
            inside.setdefault(account_id, set()).add(segment_id)
        for stay in batch:
            mine = names.get(stay.tier_id, {})
            told = sorted(mine[pk] for pk in inside.get(stay.account_id, ()) if pk in mine)
            yield stay.account.public_id, stay.account.name, stay.tier.name, "; ".join(told)


def _batches(rows: Iterator[TierAssignment], size: int = 1_000) -> Iterator[list[TierAssignment]]:
    batch: list[TierAssignment] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _covered(tier: Tier) -> tuple[int, int]:
    """How many of the tier's accounts are in a cluster, and in more than one."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, {"tenant": required_tenant_id(), "tier": tier.pk})
        covered, several = cursor.fetchone()
    return int(covered), int(several)


def _overlaps(tier: Tier, clusters: Sequence[TierCluster]) -> list[Overlap]:
    """The pairs of clusters that share accounts, the largest overlap first; a self-join, so by hand."""
    by_id = {cluster.pk: cluster for cluster in clusters}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"tenant": required_tenant_id(), "tier": tier.pk})
        return [Overlap(by_id[one], by_id[other], accounts) for one, other, accounts in cursor.fetchall()]
