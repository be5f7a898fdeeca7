"""Every address. Workspace pages are mounted without their ``/w/<slug>`` prefix: ``users.middleware`` takes it off."""

from __future__ import annotations

from django.urls import include, path

from accounts import urls as accounts_urls
from content import urls as content_urls
from dashboard import urls_accounts, urls_content

# pages about accounts and content live in two rooms, but are one place to the reader
ACCOUNT_PAGES = [*urls_accounts.urlpatterns, *accounts_urls.urlpatterns]
CONTENT_PAGES = [*urls_content.urlpatterns, *content_urls.urlpatterns]

urlpatterns = [
    path("auth/", include("users.urls_auth")),
    path("api/v1/", include("abs_platform.urls_api")),
    path("", include("users.urls")),
    path("", include("dashboard.urls")),
    path("accounts/", include((ACCOUNT_PAGES, "accounts"))),
    path("icp/", include("accounts.urls_icp")),
    path("tiers/", include("tiers.urls")),
    path("personas/", include("personas.urls")),
    path("content/", include((CONTENT_PAGES, "content"))),
    path("sessions/", include("engagement.urls")),
    path("metrics/", include("metrics.urls")),
    path("imports/", include("crm.urls")),
]

handler500 = "common.failure.failure_answer"
