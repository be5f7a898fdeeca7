"""``/api/v1/accounts/{id}/recommendations``: what to show next to whom, and why. Reads content, people and sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account
from common.api.query import QueryForm, query_read
from common.api.views import ApiView
from content.selectors.recommendations import account_recommendations
from engagement.selectors.preparing import shown_to

MOST = 10


class RecommendationQuery(QueryForm):
    """One persona, or another stage than the one the deals say."""

    persona = forms.SlugField(required=False, max_length=60)
    stage = forms.SlugField(required=False, max_length=40)


class SuggestionOut(serializers.Serializer[Any]):
    """One asset to show."""

    asset_id = serializers.UUIDField(source="asset.public_id")
    title = serializers.CharField(source="asset.title")
    kind = serializers.CharField(source="asset.kind")
    url = serializers.CharField(source="asset.url")
    points = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="codes")
    reason = serializers.CharField(source="reason_text", help_text="the codes in words")


class GroupOut(serializers.Serializer[Any]):
    """What one persona of the committee should see; ``contact_ids`` are those seated."""

    persona = serializers.CharField(source="persona.key")
    contact_ids = serializers.SerializerMethodField()
    recommendations = SuggestionOut(source="suggestions", many=True)

    def get_contact_ids(self, group: Any) -> list[str]:
        """Return the people's ids."""
        return [str(person.contact.public_id) for person in group.people]


class RecommendationsOut(serializers.Serializer[Any]):
    """The account's buyer stage and a list per persona."""

    account_id = serializers.UUIDField()
    stage = serializers.CharField(allow_null=True)
    results = GroupOut(many=True)


class RecommendationsApi(ApiView):
    """What to show next at an account."""

    required_scope = "content:read"
    query, out = RecommendationQuery, RecommendationsOut

    def get(self, request: Request, id: UUID) -> Response:
        """Rank approved content for each committee persona."""
        given = query_read(RecommendationQuery, request.query_params)
        account = Account.objects.filter(public_id=id).first()
        if account is None:
            raise Http404
        found = account_recommendations(
            account=account,
            shown=shown_to(account),
            now=timezone.now(),
            persona_key=given["persona"],
            stage_key=given["stage"],
            per_persona=MOST,
        )
        stage = found.stage.stage.key if found.stage.stage else None
        document = {"account_id": account.public_id, "stage": stage, "results": found.personas}
        return Response(RecommendationsOut(document).data)
