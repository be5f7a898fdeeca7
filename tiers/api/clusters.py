"""``/api/v1/tiers/clusters``: segments that one-to-few tiers are worked in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Segment
from common.api.fields import CleanCharField, StrictSerializer
from common.api.query import QueryForm, query_read
from common.api.views import ApiView
from common.errors import NotFoundError
from tiers.models import TierCluster
from tiers.selectors.clusters import cluster_list, clusters_by_tier
from tiers.selectors.policy import policy_current
from tiers.services.clusters import cluster_bind, cluster_unbind
from users.services import Actor


class ClusterOut(serializers.Serializer[Any]):
    """A cluster; ``accounts`` are those of its segment that stand in the tier."""

    id = serializers.UUIDField(source="public_id")
    tier = serializers.CharField(source="tier.key")
    segment = serializers.CharField(source="segment.key")
    name = serializers.CharField(source="segment.name")
    shared = serializers.ListField(child=serializers.ChoiceField(choices=TierCluster.Shared.choices))
    problem = serializers.CharField()
    accounts = serializers.IntegerField(source="size")


class OverlapOut(serializers.Serializer[Any]):
    """Two clusters of a tier and the accounts in both."""

    one = serializers.UUIDField(source="one.public_id")
    other = serializers.UUIDField(source="other.public_id")
    accounts = serializers.IntegerField()


class ClusterListOut(serializers.Serializer[Any]):
    """All clusters, and how they overlap."""

    results = ClusterOut(many=True)
    overlaps = OverlapOut(many=True)


class ClusterIn(StrictSerializer):
    """Which segment, which tier, what its accounts share; binding again says it anew."""

    tier = CleanCharField(max_length=40)
    segment = CleanCharField(max_length=60)
    shared = serializers.ListField(
        child=serializers.ChoiceField(choices=TierCluster.Shared.choices), required=False, max_length=4
    )
    problem = CleanCharField(max_length=200, required=False, allow_blank=True)


class ClustersApi(ApiView):
    """The clusters of the workspace."""

    required_scope = "tiers"
    query, into, out = QueryForm, ClusterIn, ClusterListOut

    def get(self, request: Request) -> Response:
        """Read all of them, the better tier first."""
        query_read(QueryForm, request.query_params)
        found = clusters_by_tier(policy_current())
        document = {
            "results": [cluster for one in found for cluster in one.clusters],
            "overlaps": [overlap for one in found for overlap in one.overlaps],
        }
        return Response(ClusterListOut(document).data)

    def post(self, request: Request) -> Response:
        """Make a segment a cluster of a one-to-few tier."""
        given = ClusterIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        tier = next((tier for tier in policy_current().tiers if tier.key == values["tier"]), None)
        segment = Segment.objects.filter(key=values["segment"]).first()
        if tier is None or segment is None:
            raise NotFoundError("There is no such tier or segment.")
        cluster = cluster_bind(
            tier=tier,
            segment=segment,
            shared=values.get("shared", []),
            problem=values.get("problem", ""),
            actor=Actor.of_request(request._request),
            now=timezone.now(),
        )
        return Response(ClusterOut(cluster_list().get(pk=cluster.pk)).data, status=201)


class ClusterApi(ApiView):
    """One cluster."""

    required_scope = "tiers"
    query, out = QueryForm, ClusterOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read the cluster."""
        query_read(QueryForm, request.query_params)
        return Response(ClusterOut(_cluster(id)).data)

    def delete(self, request: Request, id: UUID) -> Response:
        """End the cluster; its segment stays."""
        cluster_unbind(cluster=_cluster(id), actor=Actor.of_request(request._request))
        return Response(status=204)


def _cluster(public_id: UUID) -> TierCluster:
    cluster = cluster_list().filter(public_id=public_id).first()
    if cluster is None:
        raise Http404
    return cluster
