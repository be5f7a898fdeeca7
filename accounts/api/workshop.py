"""``/api/v1/icp/profiles/…``: answers of the interviews, reviews, and what the best customers share."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.icp import IcpView
from accounts.domain.traits import Trait, traits_compared
from accounts.domain.workshop import QUESTIONS
from accounts.models import Account, IcpAnswer, IcpReview
from accounts.selectors.icp import profile_named
from accounts.selectors.trait_members import MEMBERS, Best
from accounts.selectors.traits import traits_of_best
from accounts.selectors.workshop import MOST_ANSWERS, answer_list, review_list
from accounts.services.icp_reviews import icp_review_record
from accounts.services.workshop import icp_answer_record
from common.api.fields import CleanCharField, JsonObjectField, StrictSerializer
from common.api.query import QueryForm, query_read
from tenancy.context import required_tenant_id
from tenancy.models import Tenant


class AnswerOut(serializers.Serializer[IcpAnswer]):
    """One answer to one question."""

    id = serializers.UUIDField(source="public_id")
    question = serializers.ChoiceField(choices=list(QUESTIONS))
    department = serializers.SerializerMethodField()
    text = serializers.CharField()
    picks = serializers.JSONField(
        help_text="what was named: industry, country, employees, technologies, signal, number"
    )
    account_id = serializers.UUIDField(source="account.public_id", allow_null=True, default=None)
    answered_by = serializers.CharField(source="answered_by_label")
    answered_at = serializers.DateTimeField(default_timezone=UTC)

    def get_department(self, answer: IcpAnswer) -> str:
        """Who was asked."""
        return QUESTIONS[answer.question].department.value


class AnswerIn(StrictSerializer):
    """A new answer; text, something named, or both."""

    question = CleanCharField(max_length=40)
    text = CleanCharField(required=False, allow_blank=True, max_length=5_000)
    picks = JsonObjectField(required=False)
    account_id = serializers.UUIDField(required=False, allow_null=True, help_text="the customer who said so")


class AnswerListView(IcpView):
    """The answers to a profile's interviews, the newest first, at most five hundred."""

    lists, into = AnswerOut, AnswerIn

    def get(self, request: Request, profile: str) -> Response:
        """List answers."""
        query_read(QueryForm, request.query_params)
        rows: Any = answer_list(profile_named(profile))[:MOST_ANSWERS]
        return Response({"results": AnswerOut(rows, many=True).data, "paging": {"next": None}})

    def post(self, request: Request, profile: str) -> Response:
        """Add an answer; older ones stay."""
        given = self.read(AnswerIn, request)
        account = None
        if given.get("account_id"):
            account = Account.objects.filter(public_id=given["account_id"]).first()
            if account is None:
                raise ValidationError({"account_id": ["There is no such account."]})
        made = icp_answer_record(
            profile=profile_named(profile),
            question=given["question"],
            text=given.get("text", ""),
            picks=given.get("picks", {}),
            account=account,
            actor=self.actor(request),
            now=timezone.now(),
        )
        made.refresh_from_db()
        return Response(AnswerOut(made).data, status=201)


class ReviewOut(serializers.Serializer[IcpReview]):
    """One review of a profile."""

    id = serializers.UUIDField(source="public_id")
    reviewed_at = serializers.DateTimeField(default_timezone=UTC)
    reviewed_by = serializers.CharField(source="reviewed_by_label")
    version = serializers.IntegerField(source="version_number", allow_null=True, help_text="the one that scored then")
    note = serializers.CharField()
    next_on = serializers.DateField(allow_null=True)


class ReviewIn(StrictSerializer):
    """What was found, and the next day; without one the profile's rhythm sets it."""

    note = CleanCharField(required=False, allow_blank=True, max_length=5_000)
    next_on = serializers.DateField(required=False, allow_null=True)


class ReviewListView(IcpView):
    """The reviews of a profile, the newest first, at most a hundred."""

    lists, into = ReviewOut, ReviewIn

    def get(self, request: Request, profile: str) -> Response:
        """List reviews."""
        query_read(QueryForm, request.query_params)
        rows: Any = review_list(profile_named(profile))
        return Response({"results": ReviewOut(rows, many=True).data, "paging": {"next": None}})

    def post(self, request: Request, profile: str) -> Response:
        """Record a review."""
        given = self.read(ReviewIn, request)
        now = timezone.now()
        zone = ZoneInfo(Tenant.objects.get(pk=required_tenant_id()).timezone)
        made = icp_review_record(
            profile=profile_named(profile),
            note=given.get("note", ""),
            next_on=given.get("next_on"),
            actor=self.actor(request),
            now=now,
            today=now.astimezone(zone).date(),
        )
        made.refresh_from_db()
        return Response(ReviewOut(made).data, status=201)


class TraitsQuery(QueryForm):
    """Whom to call the best."""

    by = forms.ChoiceField(required=False, choices=[(one, one) for one in MEMBERS])
    percent = forms.IntegerField(required=False, min_value=1, max_value=90)
    number = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)


class TraitOut(serializers.Serializer[Trait]):
    """A trait of the best customers against the rest; shares of those whose fact is known."""

    fact = serializers.CharField()
    value = serializers.CharField(help_text="of a number the place of its band")
    best = serializers.IntegerField(source="counted.best")
    best_known = serializers.IntegerField(source="counted.best_known")
    rest = serializers.IntegerField(source="counted.rest")
    rest_known = serializers.IntegerField(source="counted.rest_known")
    lift = serializers.FloatField()
    p = serializers.FloatField(help_text="Fisher's, corrected by Holm")


class BestTraitsView(IcpView):
    """What sets the best customers apart."""

    required_scope = "icp"
    lists, query = TraitOut, TraitsQuery

    def get(self, request: Request) -> Response:
        """Compare the best customers with the rest, the surest traits first."""
        given = query_read(TraitsQuery, request.query_params)
        best = Best(given["by"] or "ltv", given["percent"] or 25, given["number"])
        rows: Any = traits_compared(traits_of_best(best))
        return Response({"results": TraitOut(rows, many=True).data, "paging": {"next": None}})
