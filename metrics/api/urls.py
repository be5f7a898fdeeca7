"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from common.api.resource import resource_urls
from metrics.api.focus import FocusApi
from metrics.api.metrics import MetricRowsApi, MetricsApi
from metrics.api.spend import SpendApi

urlpatterns = [
    path("metrics", MetricsApi.as_view(), name="metrics"),
    path("metrics/focus", FocusApi.as_view(), name="metric-focus"),
    path("metrics/<slug:name>/rows", MetricRowsApi.as_view(), name="metric-rows"),
    *resource_urls("spend", SpendApi),
]
