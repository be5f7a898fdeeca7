"""A contact typed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.errors import NotFoundError
from outbox.models import Message
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
    assert set(Message.objects.values_list("key", flat=True)) == {contact.pk}


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
