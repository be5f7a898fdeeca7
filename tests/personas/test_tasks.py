"""The room's background work runs through the outbox."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import AccountMeasure
from outbox.services import job_enqueue, message_append, outbox_drain
from personas.models import ContactPersona
from personas.services import starter_personas_create
from personas.services.personas import personas_reassess
from tests.factories import ContactFactory
from tests.personas.factories import NOW, SeatFactory, TemplateFactory, TemplateSeatFactory


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


def test_coverage_fades_with_the_days_where_the_template_asks_for_fresh_contacts(as_acme):
    TemplateSeatFactory(template=TemplateFactory(contact_days=90), buying_role="champion")
    seat = SeatFactory(buying_role="champion", last_contacted_at=NOW - timedelta(days=3650))
    AccountMeasure.objects.create(account=seat.account, key="committee_coverage", value=10_000, source="x", at=NOW)

    job_enqueue(kind="personas.coverage", payload={})
    outbox_drain()

    assert AccountMeasure.objects.get(key="committee_coverage").value == 0
