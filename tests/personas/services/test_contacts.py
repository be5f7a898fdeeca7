"""A contact typed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.errors import NotFoundError
from outbox.models import Message
from personas.models import ContactPersona
from personas.services import starter_personas_create
from personas.services.contacts import (
    ContactFacts,
    ContactInvalidError,
    StaleContactError,
    contact_create,
    contact_update,
)
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import ACTOR, NOW

ADA = ContactFacts(first_name="Ada", last_name="King", title="CFO", email="ada@globex.test")


def test_a_new_contact_belongs_to_the_accounts_source_and_is_announced(as_acme):
    account = AccountFactory(source="crm", external_id="a-9")

    contact = contact_create(account_id=account.pk, facts=ADA, actor=ACTOR, now=NOW)

    assert (contact.account_id, contact.source, contact.name_key) == (account.pk, "crm", "ada king")
    told = Message.objects.filter(consumer="personas.contact_persona_refresh")
    assert set(told.values_list("key", flat=True)) == {contact.pk}


def test_a_nameless_contact_and_a_broken_address_are_refused(as_acme):
    account = AccountFactory()

    with pytest.raises(ContactInvalidError):
        contact_create(account_id=account.pk, facts=ContactFacts(title="CFO"), actor=ACTOR, now=NOW)
    with pytest.raises(ContactInvalidError) as refused:
        contact_create(account_id=account.pk, facts=replace(ADA, email="nonsense"), actor=ACTOR, now=NOW)
    assert set(refused.value.fields) == {"email"}
    with pytest.raises(NotFoundError):
        contact_create(account_id=0, facts=ADA, actor=ACTOR, now=NOW)


def test_a_contact_is_changed_unless_somebody_was_faster(as_acme):
    contact = ContactFactory(version=3)

    with pytest.raises(StaleContactError):
        contact_update(contact_id=contact.pk, facts=ADA, actor=ACTOR, now=NOW, version=2)

    changed = contact_update(contact_id=contact.pk, facts=ADA, actor=ACTOR, now=NOW, version=3)
    assert (changed.first_name, changed.version) == ("Ada", 4)


def test_the_persona_of_a_typed_title_is_there_at_once_and_changes_with_it(as_acme):
    starter_personas_create(now=NOW)
    contact = contact_create(account_id=AccountFactory().pk, facts=replace(ADA, title="CMO"), actor=ACTOR, now=NOW)
    assert ContactPersona.objects.get(contact=contact).persona.key == "cmo"

    contact_update(contact_id=contact.pk, facts=replace(ADA, title="Head of Sales"), actor=ACTOR, now=NOW)

    assert ContactPersona.objects.get(contact=contact).persona.key == "head-of-sales"
