"""Addresses of dashboard."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dashboard.views import my_day, search

app_name = "dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", my_day.my_day_page, name="my_day"),
    path("search/", search.search_page, name="search"),
    path("jobs/", include("dashboard.urls_jobs")),
]
