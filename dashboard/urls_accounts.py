"""Addresses of the account pages that read several rooms; ``abs_platform.urls`` mounts them as ``accounts:…``."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
