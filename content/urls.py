"""Addresses of the content room."""

from __future__ import annotations

from django.urls import path

from content.views import letters, library, objections, stages

app_name = "content"

urlpatterns = [
    path("", library.asset_list_page, name="list"),
    path("new/", library.asset_edit, name="new"),
    path("stages/", stages.stage_edit, name="stages"),
    path("objections/", objections.objection_list_page, name="objections"),
    path("objections/new/", objections.objection_edit, name="objection_new"),
    path("objections/<uuid:objection>/", objections.objection_edit, name="objection"),
    path("objections/<uuid:objection>/delete/", objections.objection_delete_action, name="objection_delete"),
    path("templates/", letters.template_list_page, name="templates"),
    path("templates/new/", letters.template_edit, name="template_new"),
    path("templates/<uuid:template>/", letters.template_preview, name="template"),
    path("templates/<uuid:template>/edit/", letters.template_edit, name="template_edit"),
    path("templates/<uuid:template>/delete/", letters.template_delete_action, name="template_delete"),
    path("<uuid:asset>/", library.asset_detail, name="asset"),
    path("<uuid:asset>/edit/", library.asset_edit, name="asset_edit"),
    path("<uuid:asset>/delete/", library.asset_delete_action, name="asset_delete"),
    path("<uuid:asset>/placements/", library.placement_add_action, name="placement_add"),
    path("<uuid:asset>/placements/<int:placement>/remove/", library.placement_remove_action, name="placement_remove"),
]
