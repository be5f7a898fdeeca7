"""Addresses of tiers."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "tiers"

urlpatterns: list[URLPattern] = []
