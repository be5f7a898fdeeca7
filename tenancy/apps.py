"""Tenancy: who owns a row, and how PostgreSQL enforces it."""

from __future__ import annotations

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The room below every room with tenant rows."""

    name = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
