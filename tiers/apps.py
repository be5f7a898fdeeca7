"""Target lists."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class TiersConfig(AppConfig):
    """Target lists."""

    name = "tiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the tiers' lines, which the preview of a profile shows."""
        import_module("tiers.selectors.score_lines")
