"""Writes of the metrics room."""

from __future__ import annotations

from metrics.services.rates import RateGiven, rate_delete, rates_set
from metrics.services.settings import metric_settings_update, starter_metric_settings_create, target_set
from metrics.services.spend import spend_delete, spend_upsert

__all__ = [
    "RateGiven",
    "metric_settings_update",
    "rate_delete",
    "rates_set",
    "spend_delete",
    "spend_upsert",
    "starter_metric_settings_create",
    "target_set",
]
