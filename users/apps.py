"""Users, memberships, keys and the audit log."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UsersConfig(AppConfig):
    """Users, memberships, keys and the audit log."""

    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every room's ``notices``, so that each kind of notification has its words."""
        autodiscover_modules("notices")
