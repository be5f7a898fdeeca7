"""The room's background work runs through the outbox."""

from __future__ import annotations

from outbox.services import message_append, outbox_drain
from personas.models import ContactPersona
from personas.services import starter_personas_create
from personas.services.personas import personas_reassess
from tests.factories import ContactFactory
from tests.personas.factories import NOW


def test_a_changed_contact_gets_its_persona(as_acme):
    starter_personas_create(now=NOW)
    contact = ContactFactory(title="CFO")

    message_append(topic="contact.changed", keys=[contact.pk])
    outbox_drain()

    assert ContactPersona.objects.get(contact=contact).persona.key == "finance"


def test_a_changed_rule_has_every_contact_read_again(as_acme):
    starter_personas_create(now=NOW)
    contact = ContactFactory(title="CMO")

    personas_reassess()
    outbox_drain()

    assert ContactPersona.objects.get(contact=contact).persona.key == "cmo"
