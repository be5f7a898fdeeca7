"""Addresses of target lists."""

from __future__ import annotations

from django.urls import path

from tiers.views import account, board, capacity, changes, clusters, history, policy, proposals

app_name = "tiers"

urlpatterns = [
    path("", board.board_page, name="board"),
    path("print/", board.print_page, name="print"),
    path("run/", board.run_now, name="run"),
    path("waiting/<str:key>/", board.waiting_page, name="waiting"),
    path("policy/", policy.policy_page, name="policy"),
    path("policy/priority/", policy.priority_create, name="priority_create"),
    path("clusters/", clusters.clusters_page, name="clusters"),
    path("clusters/make/", clusters.cluster_make, name="cluster_make"),
    path("clusters/<uuid:public_id>/remove/", clusters.cluster_remove, name="cluster_remove"),
    path("capacity/", capacity.capacity_page, name="capacity"),
    path("proposals/", proposals.proposals_page, name="proposals"),
    path("proposals/<uuid:public_id>/reject/", proposals.proposal_reject, name="proposal_reject"),
    path("bridge/", history.bridge_page, name="bridge"),
    path("then-now/", changes.changes_page, name="changes"),
    path("vetoes/", history.vetoes_page, name="vetoes"),
    path("accounts/<uuid:public_id>/", account.account_page, name="account"),
    path("accounts/<uuid:public_id>/move/", account.account_move, name="account_move"),
    path("accounts/<uuid:public_id>/unpin/", account.account_unpin, name="account_unpin"),
    path("accounts/<uuid:public_id>/veto/", account.account_veto_set, name="account_veto"),
    path("accounts/<uuid:public_id>/veto/revoke/", account.account_veto_revoke, name="account_veto_revoke"),
]
