"""Addresses of crm."""

from __future__ import annotations

from django.urls import path

from crm.views import companies, imports, mapping, matching

app_name = "crm"

urlpatterns = [
    path("", imports.import_index, name="imports"),
    path("companies/", companies.company_matching, name="companies"),
    path("unassigned/", matching.deal_matching, name="unassigned"),
    path("unassigned/accounts/", matching.account_options, name="account_options"),
    path("<uuid:public_id>/", imports.import_result, name="detail"),
    path("<uuid:public_id>/mapping/", mapping.import_mapping, name="mapping"),
    path("<uuid:public_id>/cancel/", imports.import_stop, name="cancel"),
    path("<uuid:public_id>/errors.csv", imports.import_errors, name="errors"),
]
