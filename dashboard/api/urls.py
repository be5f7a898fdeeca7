"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from dashboard.api.jobs import JobListView, JobView
from dashboard.api.recommendations import RecommendationsApi

urlpatterns = [
    path("accounts/<uuid:id>/recommendations", RecommendationsApi.as_view(), name="account-recommendations"),
    path("jobs", JobListView.as_view(), name="jobs-list"),
    path("jobs/<uuid:id>", JobView.as_view(), name="jobs-one"),
]
