"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from common.api.resource import resource_urls
from engagement.api.engagement import AccountEngagementApi, QualifiedApi, RulesApi, TrialApi
from engagement.api.touches import TouchApi

urlpatterns = [
    *resource_urls("touches", TouchApi),
    path("accounts/<uuid:id>/engagement", AccountEngagementApi.as_view(), name="account-engagement"),
    path("engagement/qualified", QualifiedApi.as_view(), name="engagement-qualified"),
    path("engagement/rules", RulesApi.as_view(), name="engagement-rules"),
    path("engagement/rules/trial", TrialApi.as_view(), name="engagement-trial"),
]
