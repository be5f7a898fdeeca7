"""Clusters: segments bound to one-to-few tiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Segment
from accounts.services.segments import segment_save
from common.errors import AbsError
from tiers.domain.clusters import Traits
from tiers.models import Tier, TierCluster
from users.services.audit import Actor, audit_append


class ClusterInvalidError(AbsError):
    """The segment cannot be a cluster of this tier."""

    code = "cluster_invalid"


@transaction.atomic
def cluster_bind(
    *, tier: Tier, segment: Segment, shared: Sequence[str], problem: str, actor: Actor, now: datetime
) -> TierCluster:
    """This function will make a segment a cluster of a one-to-few tier, or say anew what its accounts share.

    Writes one audit entry.

    :raises ClusterInvalidError: when the tier is no one-to-few tier in use, or an attribute is unknown.
    """
    if tier.level != Tier.Level.ONE_TO_FEW or tier.position is None:
        raise ClusterInvalidError(
            _("Only one-to-few tiers are worked in clusters."), fields={"tier": _("Choose a one-to-few tier.")}
        )
    problem = " ".join(problem.split())[:200]
    if unknown := [name for name in shared if name not in TierCluster.Shared.values]:
        raise ClusterInvalidError(_("“%(name)s” is nothing a cluster shares.") % {"name": unknown[0]})
    kept = [name for name in TierCluster.Shared.values if name in shared]
    if problem and TierCluster.Shared.PROBLEM not in kept:
        kept.append(TierCluster.Shared.PROBLEM)
    cluster, _made = TierCluster.objects.update_or_create(
        tier=tier,
        segment=segment,
        defaults={"shared": kept, "problem": problem},
        create_defaults={"shared": kept, "problem": problem, "created_at": now},
    )
    cluster.refresh_from_db()
    detail = {"tier": tier.key, "segment": segment.key, "shared": kept}
    audit_append(
        actor=actor,
        action="tier_cluster.bind",
        object_type="tier_cluster",
        object_id=str(cluster.public_id),
        detail=detail,
    )
    return cluster


@transaction.atomic
def cluster_from_traits(*, tier: Tier, traits: Traits, name: str, actor: Actor, now: datetime) -> TierCluster:
    """This function will make a segment by rule of what accounts share and bind it to the tier. Writes audit entries.

    :raises ClusterInvalidError: when nothing is shared or the tier is no one-to-few tier.
    :raises SegmentExistsError: when another segment has the name's key.
    """
    if not traits.shared:
        raise ClusterInvalidError(_("A cluster shares industry, size or geography."))
    segment = segment_save(segment_id=None, name=name, rule=traits.rule(), actor=actor, now=now)
    return cluster_bind(tier=tier, segment=segment, shared=traits.shared, problem="", actor=actor, now=now)


@transaction.atomic
def cluster_unbind(*, cluster: TierCluster, actor: Actor) -> None:
    """This function will end a cluster; its segment stays. Writes one audit entry."""
    public_id = str(cluster.public_id)
    cluster.delete()
    audit_append(actor=actor, action="tier_cluster.unbind", object_type="tier_cluster", object_id=public_id)
