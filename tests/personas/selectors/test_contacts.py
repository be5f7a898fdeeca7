"""Contacts for lists and pages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from common.errors import NotFoundError
from personas.selectors.contacts import ContactFilter, contact_list, contact_view
from personas.services import contact_persona_set, starter_personas_create
from tests.factories import ContactFactory
from tests.personas.factories import ACTOR, NOW, PersonaFactory


def test_names_and_addresses_are_found_from_their_beginning(as_acme):
    ada = ContactFactory(name_key="ada king", email_key="ada@x.test")
    ContactFactory(name_key="bad ada", email_key="b@x.test")

    assert list(contact_list(wanted=ContactFilter(q=" ADA "))) == [ada]
    assert list(contact_list(wanted=ContactFilter(q="ada@"))) == [ada]


def test_the_page_tells_what_the_rule_would_say_beside_what_a_hand_said(as_acme):
    starter_personas_create(now=NOW)
    contact, own = ContactFactory(title="CFO"), PersonaFactory(name="Own")
    contact_persona_set(contact_id=contact.pk, persona_id=own.pk, actor=ACTOR, now=NOW)

    view = contact_view(public_id=contact.public_id)

    assert view.held is not None and view.held.persona == own
    assert view.rule_persona is not None and view.rule_persona.key == "finance"
    assert (view.rule_confidence_bp, view.reading.department) == (9500, "finance")


def test_an_unknown_contact_is_not_found(as_acme):
    with pytest.raises(NotFoundError):
        contact_view(public_id=uuid4())
