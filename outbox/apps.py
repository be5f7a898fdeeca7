"""The transactional outbox under Celery."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """The transactional outbox under Celery."""

    name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every room's ``tasks``, so that the registry is complete in the web process too."""
        autodiscover_modules("tasks")
