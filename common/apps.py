"""What every room may use."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every room may use."""

    name = "common"
    default_auto_field = "django.db.models.BigAutoField"
