"""Addresses of dashboard."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/", include("dashboard.urls_jobs")),
]
