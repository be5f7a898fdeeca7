"""Addresses of metrics."""

from __future__ import annotations

from django.urls import URLPattern, path

from metrics.views import focus, funnel, overview, settings, spend

app_name = "metrics"

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("rows/<slug:name>/", overview.rows, name="rows"),
    path("funnel/", funnel.funnel, name="funnel"),
    path("focus/", focus.focus_page, name="focus"),
    path("focus/<slug:name>/", focus.rows, name="focus_rows"),
    path("spend/", spend.spend, name="spend"),
    path("spend/new/", spend.spend_edit, name="spend_new"),
    path("spend/<uuid:public_id>/", spend.spend_edit, name="spend_edit"),
    path("spend/<uuid:public_id>/delete/", spend.spend_delete_action, name="spend_delete"),
    path("rates/", settings.rates, name="rates"),
    path("rates/<int:rate>/delete/", settings.rate_delete_action, name="rate_delete"),
    path("settings/", settings.settings, name="settings"),
    path("targets/", settings.target, name="target"),
]
