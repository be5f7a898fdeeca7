"""Wiring: settings, addresses, the Celery app and the beat table."""

from __future__ import annotations

from abs_platform.celery import app as celery_app

__all__ = ["celery_app"]
