"""Contacts become personas by rule, unless a person said so by hand."""

from __future__ import annotations

import pytest

from accounts.models import AccountMeasure
from common.errors import NotFoundError
from personas.models import CommitteeSeat, ContactPersona, Persona
from personas.services import (
    assignment,
    contact_persona_clear,
    contact_persona_set,
    contact_personas_refresh,
    seat_remove,
    starter_personas_create,
)
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import ACTOR, NOW
from users.models import AuditEntry


@pytest.fixture
def starter(as_acme):
    starter_personas_create(now=NOW)
    return {persona.key: persona for persona in Persona.objects.all()}


def persona_key(contact) -> str | None:
    row = ContactPersona.objects.filter(contact=contact).select_related("persona").first()
    return row.persona.key if row else None


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Chief Marketing Officer", "cmo"),
        ("Vertriebsleiter", "head-of-sales"),
        ("Regional Sales Manager", "sales-manager"),
        ("Content Marketing Specialist", "marketer"),
        ("RevOps Lead", "sales-ops"),
        ("Pénzügyi igazgató", "finance"),
        ("مدیر مالی", "finance"),
        ("Barista", None),
    ],
)
def test_a_title_gives_a_starter_persona(starter, title, key):
    contact = ContactFactory(title=title)

    contact_personas_refresh(keys=[contact.pk], now=NOW)

    assert persona_key(contact) == key


def test_the_words_and_the_confidence_are_kept(starter):
    contact = ContactFactory(title="Head of Marketing")

    contact_personas_refresh(keys=[contact.pk], now=NOW)

    row = ContactPersona.objects.get(contact=contact)
    assert (row.method, row.confidence_bp, row.evidence) == ("rule", 8500, "marketing, head")


def test_a_hand_wins_over_every_later_rule(starter):
    contact = ContactFactory(title="CFO")
    contact_persona_set(contact_id=contact.pk, persona_id=starter["cmo"].pk, actor=ACTOR, now=NOW)

    contact_personas_refresh(keys=[contact.pk], now=NOW)
    assert persona_key(contact) == "cmo"
    assert AuditEntry.objects.get(action="contact_persona.set").detail == {"persona": "cmo"}

    contact_persona_clear(contact_id=contact.pk, actor=ACTOR, now=NOW)
    assert persona_key(contact) == "finance"


def test_a_hand_that_was_quicker_than_the_rule_wins(starter, monkeypatch):
    contact = ContactFactory(title="Head of Marketing")
    read = assignment._match

    def read_meanwhile(*args):
        contact_persona_set(contact_id=contact.pk, persona_id=starter["finance"].pk, actor=ACTOR, now=NOW)
        return read(*args)

    monkeypatch.setattr(assignment, "_match", read_meanwhile)
    contact_personas_refresh(keys=[contact.pk], now=NOW)

    assert (persona_key(contact), ContactPersona.objects.get().method) == ("finance", "hand")


def test_a_changed_title_changes_the_persona_and_an_unreadable_one_takes_it_away(starter):
    contact = ContactFactory(title="CFO")
    contact_personas_refresh(keys=[contact.pk], now=NOW)
    contact.title = "CMO"
    contact.save()

    assert contact_personas_refresh(keys=[contact.pk], now=NOW) == 1
    assert persona_key(contact) == "cmo"

    contact.title = "x"
    contact.save()
    assert contact_personas_refresh(keys=[contact.pk], now=NOW) == 1
    assert persona_key(contact) is None
    assert contact_personas_refresh(keys=[contact.pk], now=NOW) == 0


def test_a_newly_recognised_person_takes_a_seat_and_coverage_is_written_down(starter):
    account = AccountFactory()
    contact = ContactFactory(account=account, title="CFO")

    contact_personas_refresh(keys=[contact.pk], now=NOW)

    assert CommitteeSeat.objects.get(contact=contact).buying_role == "budget_holder"
    assert AccountMeasure.objects.get(account=account, key="committee_coverage").value == 2143  # 3 of 14


def test_who_was_taken_off_stays_off(starter):
    contact = ContactFactory(title="CFO")
    contact_personas_refresh(keys=[contact.pk], now=NOW)
    seat_remove(account_id=contact.account_id, contact_id=contact.pk, actor=ACTOR, now=NOW)

    contact_personas_refresh(keys=[contact.pk], now=NOW)

    assert not CommitteeSeat.objects.filter(contact=contact).exists()


def test_refreshing_many_contacts_costs_as_many_queries_as_one(starter, django_assert_max_num_queries):
    contacts = [ContactFactory(title="CFO") for _ in range(30)]

    with django_assert_max_num_queries(24):
        contact_personas_refresh(keys=[contact.pk for contact in contacts], now=NOW)


def test_a_persona_of_nobody_is_refused(starter):
    with pytest.raises(NotFoundError):
        contact_persona_set(contact_id=0, persona_id=starter["cmo"].pk, actor=ACTOR, now=NOW)
