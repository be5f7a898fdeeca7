"""Touches and sales sessions."""

from __future__ import annotations

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Touches and sales sessions."""

    name = "engagement"
    default_auto_field = "django.db.models.BigAutoField"
