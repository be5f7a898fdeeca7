"""Target lists."""

from __future__ import annotations

from django.apps import AppConfig


class TiersConfig(AppConfig):
    """Target lists."""

    name = "tiers"
    default_auto_field = "django.db.models.BigAutoField"
