"""Addresses of the ICP workshop."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "icp"

urlpatterns: list[URLPattern] = []
