"""Addresses of the account pages that read several rooms; ``abs_platform.urls`` mounts them as ``accounts:…``."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.views import account_choices, account_list, account_page

urlpatterns: list[URLPattern] = [
    path("", account_list.account_list, name="list"),
    path("bulk/", account_choices.account_bulk, name="bulk"),
    path("columns/", account_choices.account_columns, name="columns"),
    path("views/", account_choices.account_view_save, name="view_save"),
    path("views/<uuid:view>/delete/", account_choices.account_view_delete, name="view_delete"),
    path("<uuid:account>/", account_page.account_detail, name="detail"),
    path("<uuid:account>/edit/", account_page.account_edit_page, name="edit"),
    path("<uuid:account>/assets/<uuid:asset>/log/", account_page.asset_log, name="asset_log"),
]
