"""The fields of a person as they come in from outside: those of the room below, with persona and buying role."""

from __future__ import annotations

from accounts.domain.facts import CONTACT, Facts
from accounts.domain.values import Field, Kind

ROLES = (
    "decision_maker",
    "budget_holder",
    "champion",
    "influencer",
    "end_user",
    "blocker",
    "executive_sponsor",
    "legal_and_compliance",
    "adviser",
    "owner",
    "referrer",
    "other",
)
OWN = (
    Field("persona", Kind.TEXT, limit=120, stored=False),
    Field("buying_role", Kind.CHOICE, choices=ROLES, stored=False),
)
PERSON = Facts("contacts", (*CONTACT.fields, *OWN))
