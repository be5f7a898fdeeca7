"""``/api/v1/jobs``."""

from __future__ import annotations

from django.urls import path

from dashboard.api.jobs import JobListView, JobView

urlpatterns = [
    path("jobs", JobListView.as_view(), name="jobs-list"),
    path("jobs/<uuid:id>", JobView.as_view(), name="jobs-one"),
]
