"""``/api/v1/engagement/…``: the rules, who is qualified, and one account line by line."""

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

from accounts.models import Account
from common.api.fields import CleanCharField, JsonObjectField, StrictSerializer
from common.api.paging import page_document, page_of
from common.api.query import FlagField, InstantField, LimitField, QueryForm, query_read
from common.api.views import ApiView
from engagement.models import EngagementRuleSet, QualifiedSpell
from engagement.selectors.engaged import QUALIFIED, EngagementView, engagement_view, qualified_spells
from engagement.selectors.standing import rule_set_newest
from engagement.services.rules import engagement_preview, engagement_rules_publish
from users.services import Actor


class LineOut(serializers.Serializer[Any]):
    """One event counted under one rule for one person, thousandths of a point; they add up to ``points_milli``."""

    at = serializers.DateTimeField(source="line.at", default_timezone=UTC)
    what = serializers.CharField()
    event = serializers.CharField(source="rule.source")
    rule = serializers.CharField(source="rule.key")
    person = serializers.CharField()
    full_milli = serializers.IntegerField(source="line.full_milli")
    weight_percent = serializers.IntegerField(source="line.weight_percent")
    left_per_mille = serializers.IntegerField(source="line.share")
    points_milli = serializers.IntegerField(source="line.points_milli")
    length_unknown = serializers.BooleanField(source="line.length_unknown")


class NeedOut(serializers.Serializer[Any]):
    """One thing qualification asks for; ``have`` null: unknown. Points and fit are thousandths."""

    what = serializers.CharField()
    have = serializers.IntegerField(allow_null=True)
    need = serializers.IntegerField()
    is_met = serializers.BooleanField()


class SpellOut(serializers.Serializer[QualifiedSpell]):
    """A time in which an account was qualified; ``left_at`` null: it is now."""

    id = serializers.UUIDField(source="public_id")
    account_id = serializers.UUIDField(source="account.public_id")
    account = serializers.CharField(source="account.name")
    entered_at = serializers.DateTimeField(default_timezone=UTC)
    entry_cause = serializers.CharField()
    entry_points_milli = serializers.IntegerField()
    entry_people = serializers.IntegerField()
    entry_fit_milli = serializers.IntegerField(allow_null=True)
    entry_rules = serializers.IntegerField(source="entry_rules_number")
    left_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    left_cause = serializers.CharField()
    left_points_milli = serializers.IntegerField(allow_null=True)
    left_people = serializers.IntegerField(allow_null=True)
    left_fit_milli = serializers.IntegerField(allow_null=True)
    left_rules = serializers.IntegerField(source="left_rules_number", allow_null=True)


class EngagementOut(serializers.Serializer[Any]):
    """An account's engagement as last counted. An account that never had an event has 0 points, of no instant."""

    points_milli = serializers.IntegerField()
    unknown_milli = serializers.IntegerField()
    people = serializers.IntegerField()
    temperature = serializers.CharField(allow_null=True)
    weeks_milli = serializers.ListField(child=serializers.IntegerField())
    is_qualified = serializers.BooleanField()
    scored_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    rules = serializers.IntegerField(allow_null=True)
    needs = NeedOut(many=True)
    lines = LineOut(many=True)
    spells = SpellOut(many=True)


class SpellQuery(QueryForm):
    """Open spells, or with ``all=true`` past ones too; ``since``: that began or ended then or later."""

    all = FlagField()
    since = InstantField(required=False)
    limit = LimitField()
    after = forms.CharField(required=False, max_length=1000)
    sort = forms.CharField(required=False, max_length=60)
    count = FlagField()


class SpellListOut(serializers.Serializer[Any]):
    """A page of spells."""

    results = SpellOut(many=True)
    paging = serializers.DictField()


class RulesOut(serializers.Serializer[EngagementRuleSet]):
    """A version of the rules."""

    number = serializers.IntegerField()
    rules = serializers.JSONField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField(default_timezone=UTC)


class RulesIn(StrictSerializer):
    """Rules to publish; ``number`` is the version the caller saw, absent overwrites."""

    rules = JsonObjectField()
    note = CleanCharField(max_length=300, allow_blank=True, required=False, default="")
    number = serializers.IntegerField(min_value=1, required=False)


class TrialIn(StrictSerializer):
    """Rules to try."""

    rules = JsonObjectField()


class TrialOut(serializers.Serializer[Any]):
    """What the rules would do to the most engaged accounts."""

    looked_at = serializers.IntegerField()
    qualified_now = serializers.IntegerField()
    qualified_then = serializers.IntegerField()
    joining_count = serializers.IntegerField()
    leaving_count = serializers.IntegerField()
    joining = serializers.ListField(child=serializers.CharField())
    leaving = serializers.ListField(child=serializers.CharField())


class AccountEngagementApi(ApiView):
    """One account."""

    required_scope = "engagement"
    query, out = QueryForm, EngagementOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read the points with every line they are made of, what qualification needs, and past spells."""
        query_read(QueryForm, request.query_params)
        account = Account.objects.filter(public_id=id).first()
        if account is None:
            raise Http404
        return Response(EngagementOut(_document(engagement_view(account=account))).data)


class QualifiedApi(ApiView):
    """Spells of qualification."""

    required_scope = "engagement"
    query, out = SpellQuery, SpellListOut

    def get(self, request: Request) -> Response:
        """Read one page, the newest first."""
        given = query_read(SpellQuery, request.query_params)
        rows = qualified_spells(since=given["since"], state="" if given["all"] or given["since"] else QUALIFIED)
        page = page_of(rows.order_by(), query=given, sorts={"entered_at": "entered_at"}, default="-entered_at")
        return Response(page_document(page, SpellOut))


class RulesApi(ApiView):
    """The rules in force."""

    required_scope = "engagement"
    query, into, out = QueryForm, RulesIn, RulesOut

    def get(self, request: Request) -> Response:
        """Read the newest version."""
        query_read(QueryForm, request.query_params)
        row = rule_set_newest()
        if row is None:
            raise Http404
        return Response(RulesOut(row).data)

    def put(self, request: Request) -> Response:
        """Publish rules as a new version; every account is counted again."""
        query_read(QueryForm, request.query_params)
        given = RulesIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        row = engagement_rules_publish(
            given=values["rules"],
            note=values["note"],
            number=values.get("number"),
            actor=Actor.of_request(request._request),
            now=timezone.now(),
        )
        return Response(RulesOut(row).data)


class TrialApi(ApiView):
    """Trying rules."""

    required_scope = "engagement"
    query, into, out = QueryForm, TrialIn, TrialOut

    def post(self, request: Request) -> Response:
        """Tell who would be qualified under these rules; writes nothing."""
        query_read(QueryForm, request.query_params)
        given = TrialIn(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(TrialOut(engagement_preview(given=given.validated_data["rules"], now=timezone.now())).data)


def _document(view: EngagementView | None) -> dict[str, Any]:
    """The body for an account; without any event it is empty, not missing."""
    if view is None:
        nothing = {"points_milli": 0, "unknown_milli": 0, "people": 0, "temperature": None, "is_qualified": False}
        return {**nothing, "weeks_milli": [], "scored_at": None, "rules": None, "needs": [], "lines": [], "spells": []}
    return {
        "points_milli": view.standing.points_milli,
        "unknown_milli": view.standing.unknown_milli,
        "people": len(view.people),
        "temperature": view.score.temperature,
        "weeks_milli": view.score.weeks,
        "is_qualified": view.is_qualified,
        "scored_at": view.score.scored_at,
        "rules": view.rules.number,
        "needs": view.needs,
        "lines": view.lines,
        "spells": view.spells,
    }
