"""``/api/v1/tiers/vetoes``: accounts that are kept out of all tiers."""

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
from tiers.models import TierVeto
from tiers.selectors.place import account_find
from tiers.selectors.policy import workspace_day
from tiers.selectors.vetoes import account_veto, vetoes_all, vetoes_in_force
from tiers.services.by_hand import veto_revoke, veto_set
from users.services import Actor

SORTS = {"vetoed_at": "vetoed_at"}


class VetoQuery(QueryForm):
    """Those that hold, or with ``all=true`` every veto there was."""

    all = FlagField()
    limit = LimitField()
    after = forms.CharField(required=False, max_length=1000)
    sort = forms.CharField(required=False, max_length=60)
    count = FlagField()


class VetoOut(serializers.Serializer[TierVeto]):
    """A veto; it holds to the end of ``expires_on`` in the workspace's time zone unless it was revoked."""

    id = serializers.UUIDField(source="public_id")
    account_id = serializers.UUIDField(source="account.public_id")
    account = serializers.CharField(source="account.name")
    reason = serializers.CharField()
    vetoed_by = serializers.EmailField(source="vetoed_by.email", allow_null=True, default=None)
    vetoed_at = serializers.DateTimeField(default_timezone=UTC)
    expires_on = serializers.DateField()
    revoked_at = serializers.DateTimeField(source="taken_back_at", allow_null=True, default_timezone=UTC)


class VetoListOut(serializers.Serializer[Any]):
    """A page of vetoes."""

    results = VetoOut(many=True)
    paging = serializers.DictField()


class VetoIn(StrictSerializer):
    """Which account, why and until when."""

    account_id = serializers.UUIDField()
    reason = CleanCharField(max_length=300)
    expires_on = serializers.DateField()


class VetoesApi(ApiView):
    """The vetoes of the workspace."""

    required_scope = "tiers"
    query, into, out = VetoQuery, VetoIn, VetoListOut

    def get(self, request: Request) -> Response:
        """Read one page, newest first."""
        given = query_read(VetoQuery, request.query_params)
        rows = vetoes_all() if given["all"] else vetoes_in_force(today=workspace_day(timezone.now()))
        page = page_of(rows.order_by(), query=given, sorts=SORTS, default="-vetoed_at")
        return Response(page_document(page, VetoOut))

    def post(self, request: Request) -> Response:
        """Veto an account; an earlier veto of it is replaced."""
        given = VetoIn(data=request.data)
        given.is_valid(raise_exception=True)
        values, now = given.validated_data, timezone.now()
        account = account_find(values["account_id"])
        veto_set(
            account_ids=[account.pk],
            reason=values["reason"],
            expires_on=values["expires_on"],
            actor=Actor.of_request(request._request),
            now=now,
        )
        return Response(VetoOut(account_veto(account.pk, today=workspace_day(now))).data, status=201)


class VetoApi(ApiView):
    """One veto."""

    required_scope = "tiers"
    query, out = QueryForm, VetoOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read the veto, whether it still holds or not."""
        query_read(QueryForm, request.query_params)
        return Response(VetoOut(_veto(id)).data)

    def delete(self, request: Request, id: UUID) -> Response:
        """Revoke the veto; the next run judges the account by its score."""
        veto = _veto(id)
        if veto.revoked_at is None:
            actor = Actor.of_request(request._request)
            veto_revoke(account_ids=[veto.account_id], actor=actor, now=timezone.now())
        return Response(status=204)


def _veto(public_id: UUID) -> TierVeto:
    veto = vetoes_all().filter(public_id=public_id).first()
    if veto is None:
        raise Http404
    return veto
