"""Every address. Workspace pages are mounted without their ``/w/<slug>`` prefix: ``users.middleware`` takes it off."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("auth/", include("users.urls_auth")),
    path("api/v1/", include("abs_platform.urls_api")),
    path("", include("users.urls")),
    path("", include("dashboard.urls")),
    path("accounts/", include("accounts.urls")),
    path("icp/", include("accounts.urls_icp")),
    path("tiers/", include("tiers.urls")),
    path("personas/", include("personas.urls")),
    path("content/", include("content.urls")),
    path("sessions/", include("engagement.urls")),
    path("metrics/", include("metrics.urls")),
    path("imports/", include("crm.urls")),
]
