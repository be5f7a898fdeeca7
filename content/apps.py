"""What to show to whom."""

from __future__ import annotations

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """What to show to whom."""

    name = "content"
    default_auto_field = "django.db.models.BigAutoField"
