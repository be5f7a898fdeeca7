"""Users, memberships, keys and the audit log."""

from __future__ import annotations

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """Users, memberships, keys and the audit log."""

    name = "users"
    default_auto_field = "django.db.models.BigAutoField"
