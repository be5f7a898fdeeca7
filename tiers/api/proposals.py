"""``/api/v1/tiers/proposals``: moves that wait for people, and what was decided about them."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.fields import CleanCharField, StrictSerializer
from common.api.paging import page_document, page_of
from common.api.query import FlagField, LimitField, QueryForm, query_read
from common.api.views import ApiView
from tiers.models import ProposedMove
from tiers.selectors.proposals import MoveFilter, move_text, moves_chosen, moves_named, moves_shown
from tiers.services.decisions import AT_ONCE, MOST_REJECTED, moves_approve, moves_approve_enqueue, moves_reject
from users.services import Actor

SORTS = {"score": "score_milli", "decided_at": "decided_at"}


class ProposalQuery(QueryForm):
    """Which moves: those that wait, or by ``state``; by tier, cause and owner's address."""

    state = forms.ChoiceField(choices=ProposedMove.State.choices, required=False)
    tier = forms.CharField(required=False, max_length=40)
    cause = forms.CharField(required=False, max_length=12)
    owner = forms.EmailField(required=False)
    limit = LimitField()
    after = forms.CharField(required=False, max_length=1000)
    sort = forms.CharField(required=False, max_length=60)
    count = FlagField()


class ProposedMoveOut(serializers.Serializer[ProposedMove]):
    """A proposed move; tiers are keys, null is no tier; ``proposal_id`` is the run's that first proposed it."""

    id = serializers.UUIDField(source="public_id")
    proposal_id = serializers.UUIDField(source="proposal.public_id")
    proposed_at = serializers.DateTimeField(source="proposal.made_at", default_timezone=UTC)
    account_id = serializers.UUIDField(source="account.public_id")
    account = serializers.CharField(source="account.name")
    owner = serializers.EmailField(source="account.owner.email", allow_null=True, default=None)
    tier_from = serializers.CharField(source="source.key", allow_null=True, default=None)
    tier_to = serializers.CharField(source="target.key", allow_null=True, default=None)
    cause = serializers.CharField()
    why = serializers.SerializerMethodField()
    score_milli = serializers.IntegerField(allow_null=True)
    line_milli = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=ProposedMove.State.choices)
    decided_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    decided_by = serializers.EmailField(source="decided_by.email", allow_null=True, default=None)
    reason = serializers.CharField()

    def get_why(self, move: ProposedMove) -> str:
        """Say why, as the page does."""
        return move_text(move)


class ProposedMoveListOut(serializers.Serializer[Any]):
    """A page of moves."""

    results = ProposedMoveOut(many=True)
    paging = serializers.DictField()


class DecisionIn(StrictSerializer):
    """Which moves and what about them; a rejection needs a reason, and a day where an account would have joined."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_REJECTED)
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    reason = CleanCharField(max_length=300, required=False)
    expires_on = serializers.DateField(required=False, allow_null=True)


class NothingIn(StrictSerializer):
    """An empty body."""


class DecisionOut(serializers.Serializer[Any]):
    """How many moves were decided, and how many no longer held. Deciding again decides nothing."""

    decided = serializers.IntegerField()
    outdated = serializers.IntegerField()


class ProposalsApi(ApiView):
    """What waits for a decision."""

    required_scope = "tiers:read"
    query, out = ProposalQuery, ProposedMoveListOut

    def get(self, request: Request) -> Response:
        """Read one page, the best score first."""
        given = query_read(ProposalQuery, request.query_params)
        rows = moves_shown(
            MoveFilter(
                state=given["state"] or ProposedMove.State.OPEN.value,
                tier=given["tier"] or "",
                cause=given["cause"] or "",
            )
        )
        if given["owner"]:
            rows = rows.filter(account__owner__email=given["owner"].lower())
        page = page_of(rows.order_by(), query=given, sorts=SORTS, default="-score")
        return Response(page_document(page, ProposedMoveOut))


class ProposalApi(ApiView):
    """One proposed move."""

    required_scope = "tiers:read"
    query, out = QueryForm, ProposedMoveOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read the move, whether it waits or was decided."""
        query_read(QueryForm, request.query_params)
        move = moves_shown(MoveFilter(state="", ids=[str(id)])).first()
        if move is None:
            raise Http404
        return Response(ProposedMoveOut(move).data)


class ApproveApi(ApiView):
    """Approval of one proposed move, or of all that a run proposed."""

    required_scope = "tiers"
    query, into, out = QueryForm, NothingIn, DecisionOut

    def post(self, request: Request, id: UUID) -> Response:
        """Carry out the move, or those of the proposal that wait still: more than a thousand in the background."""
        NothingIn(data=request.data).is_valid(raise_exception=True)
        chosen = moves_named(id)
        actor = Actor.of_request(request._request)
        if moves_chosen(chosen)[: AT_ONCE + 1].count() > AT_ONCE:
            job = moves_approve_enqueue(chosen=chosen, actor=actor)
            return Response({"job_id": str(job.public_id)}, status=202)
        return Response(DecisionOut(moves_approve(chosen=chosen, actor=actor, now=timezone.now())).data)


class DecisionsApi(ApiView):
    """Approvals and rejections."""

    required_scope = "tiers"
    query, into, out = QueryForm, DecisionIn, DecisionOut

    def post(self, request: Request) -> Response:
        """Approve moves, which carries them out, or reject them, which vetoes or pins the accounts."""
        given = DecisionIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        chosen = MoveFilter(ids=[str(one) for one in values["ids"]])
        actor, now = Actor.of_request(request._request), timezone.now()
        if values["decision"] == "approve":
            done = moves_approve(chosen=chosen, actor=actor, now=now)
        else:
            done = moves_reject(
                chosen=chosen,
                reason=values.get("reason", ""),
                expires_on=values.get("expires_on"),
                actor=actor,
                now=now,
            )
        return Response(DecisionOut(done).data)
