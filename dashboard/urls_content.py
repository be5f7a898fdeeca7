"""Addresses of the content pages that read several rooms; ``abs_platform.urls`` mounts them as ``content:…``."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.views import content_gaps

urlpatterns: list[URLPattern] = [
    path("gaps/", content_gaps.gap_page, name="gaps"),
]
