"""Buying committees."""

from __future__ import annotations

from django.apps import AppConfig


class PersonasConfig(AppConfig):
    """Buying committees."""

    name = "personas"
    default_auto_field = "django.db.models.BigAutoField"
