"""Writes of the metrics room."""

from __future__ import annotations

from metrics.services.settings import metric_settings_update, starter_metric_settings_create, target_set

__all__ = ["metric_settings_update", "starter_metric_settings_create", "target_set"]
