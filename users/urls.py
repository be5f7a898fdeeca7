"""Addresses of users."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "users"

urlpatterns: list[URLPattern] = []
