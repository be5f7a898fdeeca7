"""Does it pay."""

from __future__ import annotations

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    """Does it pay."""

    name = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
