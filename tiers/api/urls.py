"""Addresses of the REST resources of target lists, below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from tiers.api.assignments import AssignmentsApi, BridgeApi
from tiers.api.changes import ChangesApi, ChurnApi
from tiers.api.clusters import ClusterApi, ClustersApi
from tiers.api.policy import PolicyApi
from tiers.api.proposals import ApproveApi, DecisionsApi, ProposalApi, ProposalsApi
from tiers.api.vetoes import VetoApi, VetoesApi

urlpatterns = [
    path("tiers/policy", PolicyApi.as_view(), name="tiers-policy"),
    path("tiers/assignments", AssignmentsApi.as_view(), name="tiers-assignments"),
    path("tiers/bridge", BridgeApi.as_view(), name="tiers-bridge"),
    path("tiers/changes", ChangesApi.as_view(), name="tiers-changes"),
    path("tiers/churn", ChurnApi.as_view(), name="tiers-churn"),
    path("tiers/clusters", ClustersApi.as_view(), name="tiers-clusters"),
    path("tiers/clusters/<uuid:id>", ClusterApi.as_view(), name="tiers-cluster"),
    path("tiers/proposals", ProposalsApi.as_view(), name="tiers-proposals"),
    path("tiers/proposals/decisions", DecisionsApi.as_view(), name="tiers-decisions"),
    path("tiers/proposals/<uuid:id>", ProposalApi.as_view(), name="tiers-proposal"),
    path("tiers/proposals/<uuid:id>/approve", ApproveApi.as_view(), name="tiers-approve"),
    path("tiers/vetoes", VetoesApi.as_view(), name="tiers-vetoes"),
    path("tiers/vetoes/<uuid:id>", VetoApi.as_view(), name="tiers-veto"),
]
