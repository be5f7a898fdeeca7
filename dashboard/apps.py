"""Pages that read several rooms."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Pages that read several rooms."""

    name = "dashboard"
    default_auto_field = "django.db.models.BigAutoField"
