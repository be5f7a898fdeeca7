"""Jobs over REST: how far is it, did it fail, and why."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from django import forms
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.paging import page_document, page_of
from common.api.query import ListQuery, QueryForm, query_read
from common.api.views import ApiView
from outbox.models import Job
from outbox.selectors import job_get, job_list

SORTS = {"created_at": "created_at", "kind": "kind"}


class JobOut(serializers.Serializer[Job]):
    """A job. Its payload stays inside: it may hold what a reader of jobs need not see."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    progress_done = serializers.IntegerField()
    progress_total = serializers.IntegerField(allow_null=True, help_text="null until it is known")
    attempts = serializers.IntegerField()
    result = serializers.JSONField(allow_null=True)
    error = serializers.CharField(source="last_error", help_text="empty unless the last try failed")
    created_at = serializers.DateTimeField(default_timezone=UTC)
    started_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    finished_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)


class JobQuery(ListQuery):
    """Filters of the list."""

    state = forms.ChoiceField(choices=[("", "any"), *Job.State.choices], required=False)
    kind = forms.CharField(max_length=60, required=False)
    updated_since = None  # type: ignore[assignment]  # a job's row has no such moment


class JobListView(ApiView):
    """The workspace's jobs, newest first."""

    required_scope = "jobs"
    query, lists = JobQuery, JobOut

    def get(self, request: Request) -> Response:
        """List jobs."""
        given = query_read(JobQuery, request.query_params)
        rows = job_list(state=given["state"], kind=given["kind"])
        page = page_of(rows, query=given, sorts=SORTS, default="-created_at")
        return Response(page_document(page, JobOut))


class JobView(ApiView):
    """One job."""

    required_scope = "jobs"
    query = QueryForm
    out = JobOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read a job."""
        query_read(QueryForm, request.query_params)
        job = job_get(public_id=id)
        if job is None:
            raise Http404
        return Response(JobOut(job).data)
