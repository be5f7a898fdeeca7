"""Writes of the content room."""

from content.services.assets import asset_create, asset_delete, asset_update, placement_add, placement_remove
from content.services.objections import objection_delete, objection_set
from content.services.stages import stage_mappings_set, stages_update, starter_stages_create
from content.services.templates import template_delete, template_set

__all__ = [
    "asset_create",
    "asset_delete",
    "asset_update",
    "objection_delete",
    "objection_set",
    "placement_add",
    "placement_remove",
    "stage_mappings_set",
    "stages_update",
    "starter_stages_create",
    "template_delete",
    "template_set",
]
