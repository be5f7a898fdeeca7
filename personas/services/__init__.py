"""Writes of the buying committee's room."""

from personas.services.assignment import contact_persona_clear, contact_persona_set, contact_personas_refresh
from personas.services.committee import (
    coverage_refresh,
    deal_committee_copy,
    seat_remove,
    seat_set,
    seats_contacted_mark,
)
from personas.services.contacts import contact_create, contact_update
from personas.services.personas import persona_create, persona_delete, persona_update
from personas.services.starter import starter_personas_create
from personas.services.template import committee_template_update

__all__ = [
    "committee_template_update",
    "contact_create",
    "contact_persona_clear",
    "contact_persona_set",
    "contact_personas_refresh",
    "contact_update",
    "coverage_refresh",
    "deal_committee_copy",
    "persona_create",
    "persona_delete",
    "persona_update",
    "seat_remove",
    "seat_set",
    "seats_contacted_mark",
    "starter_personas_create",
]
