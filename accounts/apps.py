"""Companies, people, deals, and fit."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Companies, people, deals, and fit."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
