"""How the workspace counts."""

from __future__ import annotations

from metrics.models import MetricSettings


def metric_settings() -> MetricSettings:
    """This function will return the workspace's settings, the defaults where it has none yet."""
    found: MetricSettings | None = MetricSettings.objects.first()
    return found or MetricSettings()
