"""Addresses of background work, below ``jobs/``."""

from __future__ import annotations

from django.urls import path

from dashboard.views import jobs

urlpatterns = [
    path("", jobs.job_list_page, name="jobs"),
    path("announcements/<int:message_id>/retry", jobs.announcement_retry, name="announcement_retry"),
    path("<uuid:id>/", jobs.job_page, name="job"),
    path("<uuid:id>/cancel", jobs.job_cancel, name="job_cancel"),
    path("<uuid:id>/retry", jobs.job_retry, name="job_retry"),
]
