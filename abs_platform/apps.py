"""The wiring: settings, addresses, the Celery app, commands. Imports every room, imported by none."""

from __future__ import annotations

from django.apps import AppConfig


class AbsPlatformConfig(AppConfig):
    """The wiring."""

    name = "abs_platform"
