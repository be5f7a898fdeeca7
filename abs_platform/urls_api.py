"""Addresses of the REST interface, ``/api/v1/``. A room's resources live in its ``api/urls.py``."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from abs_platform.api_docs import docs, schema
from common.api.problems import not_found

urlpatterns = [
    path("schema/", schema, name="api-schema"),
    path("docs/", docs, name="api-docs"),
    path("", include("accounts.api.urls")),
    path("", include("crm.api.urls")),
    path("", include("content.api.urls")),
    path("", include("personas.api.urls")),
    path("", include("dashboard.api.urls")),
    path("", include("engagement.api.urls")),
    path("", include("metrics.api.urls")),
    path("", include("tiers.api.urls")),
    re_path(r"^.*$", csrf_exempt(not_found), name="api-nothing"),
]
