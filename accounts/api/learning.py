"""``/api/v1/icp/profiles/…/learned-reports``: learning from closed deals, and what it found."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.icp import IcpView
from accounts.domain.icp_facts import Subject
from accounts.models import LearnedReport
from accounts.selectors.icp import profile_named
from accounts.selectors.learning_pages import report_get, report_list
from accounts.services.learning import LearnOrder, icp_learn_enqueue
from common.api.fields import CleanCharField, StrictSerializer
from common.api.query import QueryForm, query_read
from users.services.audit import Actor


class LearnIn(StrictSerializer):
    """From which deals to learn; fields are named by fact key or plain name."""

    until = serializers.DateField(required=False, allow_null=True, help_text="only deals created before that day")
    include = serializers.ListField(
        child=CleanCharField(max_length=120), required=False, max_length=200, help_text="though they look leaky"
    )
    exclude = serializers.ListField(child=CleanCharField(max_length=120), required=False, max_length=200)


class LearnOfIn(LearnIn):
    """The same, with the key or id of the profile to draft for."""

    profile = CleanCharField(max_length=60)


class LearnedReportOut(serializers.Serializer[LearnedReport]):
    """A report on a learned draft."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField(source="version_number", help_text="the draft's number")
    is_discarded = serializers.SerializerMethodField(help_text="the draft is gone")
    decision = serializers.ChoiceField(choices=LearnedReport.Decision.choices)
    created_at = serializers.DateTimeField(default_timezone=UTC)
    report = serializers.JSONField()

    def get_is_discarded(self, stored: LearnedReport) -> bool:
        """Whether the draft was thrown away."""
        return stored.version_id is None


class LearnedReportListView(IcpView):
    """The reports of a profile, the newest first, at most fifty."""

    lists, into = LearnedReportOut, LearnIn

    def get(self, request: Request, profile: str) -> Response:
        """List reports."""
        query_read(QueryForm, request.query_params)
        rows: Any = report_list(profile_named(profile))
        return Response({"results": LearnedReportOut(rows, many=True).data, "paging": {"next": None}})

    def post(self, request: Request, profile: str) -> Response:
        """Learn a draft in the background; the job's result names the report."""
        return _learn(profile, self.read(LearnIn, request), self.actor(request))


class LearnView(IcpView):
    """Learning, with the profile in the body."""

    into = LearnOfIn

    def post(self, request: Request) -> Response:
        """Learn a draft in the background; the job's result names the report."""
        given = self.read(LearnOfIn, request)
        return _learn(given["profile"], given, self.actor(request))


def _learn(profile: str, given: dict[str, Any], actor: Actor) -> Response:
    found = profile_named(profile)
    order = LearnOrder(
        Subject(found.subject),
        given.get("until"),
        tuple(given.get("include", ())),
        tuple(given.get("exclude", ())),
    )
    job = icp_learn_enqueue(profile=found, order=order, actor=actor)
    return Response({"job_id": str(job.public_id)}, status=202)


class LearnedReportView(IcpView):
    """One report."""

    out = LearnedReportOut

    def get(self, request: Request, profile: str, report: UUID) -> Response:
        """Read a report."""
        query_read(QueryForm, request.query_params)
        return Response(LearnedReportOut(report_get(profile_named(profile), report)).data)
