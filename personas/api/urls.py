"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from common.api.resource import resource_urls
from personas.api.committee import CommitteeApi, SeatApi
from personas.api.contacts import ContactApi

urlpatterns = [
    *resource_urls("contacts", ContactApi),
    path("accounts/<uuid:id>/committee", CommitteeApi.as_view(), name="account-committee"),
    path("accounts/<uuid:id>/committee/<uuid:contact_id>", SeatApi.as_view(), name="account-seat"),
]
