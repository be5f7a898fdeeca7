"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from crm.api.imports import ImportErrorsView, ImportListView, ImportView

urlpatterns = [
    path("imports", ImportListView.as_view(), name="imports-list"),
    path("imports/<uuid:id>", ImportView.as_view(), name="imports-one"),
    path("imports/<uuid:id>/errors", ImportErrorsView.as_view(), name="imports-errors"),
]
