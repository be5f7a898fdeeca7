"""Addresses of content."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "content"

urlpatterns: list[URLPattern] = []
