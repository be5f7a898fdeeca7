"""What a person says about companies that the matching could not tell."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Account, CompanyChoice, Contact, Deal
from accounts.services.assignment import AccountNameUnclear, NothingChosen
from crm.models import WaitingRow
from crm.services.imports import file_import
from crm.services.load import LoadOrder, LoadReport
from crm.services.matching import (
    AccountHasKey,
    RowGone,
    RowRefused,
    reference_match,
    waiting_create,
    waiting_leave_out,
    waiting_load,
)
from engagement.models import Touch
from outbox.models import Message
from tests.engagement.factories import TouchFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from users.models import AuditEntry
from users.services import Actor

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
LATER = datetime(2024, 5, 2, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.django_db


def load(body: bytes, kind: str = "accounts") -> LoadReport:
    return file_import(
        order=LoadOrder(kind, None, "crm"), file_name="f.csv", chunks=[io.BytesIO(body).read()], actor=ACTOR, now=NOON,
        tell=lambda done: None,
    )  # fmt: skip


@pytest.fixture
def twins(as_acme: Any) -> list[Account]:
    return [AccountFactory(name="Twin", name_key="twin", external_id=f"t{number}") for number in range(2)]


@pytest.fixture
def adoptable(as_acme: Any) -> list[Account]:
    made = list(AccountFactory.create_batch(2, name="Twin", name_key="twin"))
    for account in made:
        Account.objects.filter(pk=account.pk).update(external_id=str(account.public_id))
    return list(Account.objects.order_by("pk"))


def settle(account: Account | None = None, named: str = "") -> Account:
    row = WaitingRow.objects.get()
    account_id = account.public_id if account else None
    return waiting_load(public_id=row.public_id, account_id=account_id, named=named, actor=ACTOR, now=LATER)


def test_the_row_is_loaded_as_the_account_chosen_and_the_choice_holds(twins: list[Account]) -> None:
    body = b"name,city,annual_revenue,currency\nTwin,Paris,1234.5,EUR\n"
    load(body)
    assert settle(twins[1]).pk == twins[1].pk
    twins[1].refresh_from_db()
    assert (twins[1].city, twins[1].annual_revenue_cents, twins[1].external_id) == ("Paris", 123_450, "t1")
    assert not WaitingRow.objects.exists()
    assert AuditEntry.objects.filter(action="import.match", object_id=str(twins[1].public_id)).count() == 1

    again = load(body)
    assert (again.unchanged, again.counts()["waiting"]) == (1, 0)
    assert load(b"name,city\nTwin,Lyon\n").updated == 1
    assert Account.objects.get(pk=twins[1].pk).city == "Lyon"
    assert load(b"name,country\nTwin,DE\n").counts()["waiting"] == 1  # another company of that name


def test_a_new_account_is_made_and_the_choice_holds(twins: list[Account]) -> None:
    load(b"name,city\nTwin,Paris\n")
    made = waiting_create(public_ids=[WaitingRow.objects.get().public_id], actor=ACTOR, now=LATER)[0]
    assert (made.name, made.city, Account.objects.count(), made.source) == ("Twin", "Paris", 3, "crm")
    assert load(b"name,city\nTwin,Paris\n").unchanged == 1
    assert Account.objects.count() == 3


def test_a_row_with_a_key_gives_it_to_an_account_without_one(adoptable: list[Account]) -> None:
    load(b"external_id,name\n7,Twin\n")
    settle(adoptable[0])
    assert Account.objects.get(source="crm", external_id="7").pk == adoptable[0].pk
    assert not CompanyChoice.objects.exists()  # the key says it from now on
    assert load(b"external_id,name\n7,Twin\n").unchanged == 1


def test_a_row_with_a_key_takes_no_account_away_from_another_source(adoptable: list[Account]) -> None:
    load(b"external_id,name\n7,Twin\n")
    keyed = AccountFactory(name="Known elsewhere", name_key="known elsewhere", source="erp", external_id="e-1")
    with pytest.raises(AccountHasKey):
        settle(keyed)
    assert WaitingRow.objects.count() == 1


def test_an_account_can_be_named_instead(twins: list[Account]) -> None:
    other = AccountFactory(name="Other", name_key="other")
    load(b"name\nTwin\n")
    with pytest.raises(AccountNameUnclear):
        settle(named="Twin")
    assert settle(named="Other").pk == other.pk
    assert Account.objects.get(pk=other.pk).name == "Twin"


def test_what_cannot_be_stored_goes_on_waiting(twins: list[Account]) -> None:
    load(b"name,parent_name\nTwin,Twin\n")
    row = WaitingRow.objects.get()
    WaitingRow.objects.update(values={**row.values, "parent_external_id": "gone"})
    with pytest.raises(RowRefused, match="no account gone"):
        settle(twins[0])
    assert WaitingRow.objects.count() == 1


def test_a_row_left_out_is_kept_in_the_audit_log_and_comes_back_with_the_file(twins: list[Account]) -> None:
    load(b"name,city\nTwin,Paris\n")
    ids = [WaitingRow.objects.get().public_id]
    assert waiting_leave_out(public_ids=ids, actor=ACTOR) == 1
    assert AuditEntry.objects.get(action="import.leave_out").detail["values"]["city"] == "Paris"
    with pytest.raises(NothingChosen):
        waiting_leave_out(public_ids=ids, actor=ACTOR)
    with pytest.raises(RowGone):
        waiting_load(public_id=uuid4(), account_id=twins[0].public_id, named="", actor=ACTOR, now=LATER)
    assert load(b"name,city\nTwin,Paris\n").counts()["waiting"] == 1


def test_all_that_named_a_company_goes_to_the_account_chosen(as_acme: Any) -> None:
    account = AccountFactory(name="Known", name_key="known")
    DealFactory.create_batch(2, account=None, account_ref="Nobody Ltd")
    ContactFactory(account=None, account_ref="Nobody Ltd")
    ContactFactory(account=None, account_ref="Somebody")
    TouchFactory(account=None, account_ref="Nobody Ltd")
    found = reference_match(reference="Nobody Ltd", named="Known", actor=ACTOR, now=LATER)
    assert (found.account, found.deals, found.contacts, found.touches, found.total) == (account, 2, 1, 1, 4)
    assert Deal.objects.filter(account=account).count() == 2
    assert Contact.objects.filter(account=None).count() == 1
    assert Touch.objects.get().account_id == account.pk
    assert {"personas.contact_persona_refresh", "engagement.touches_count"} <= set(
        Message.objects.values_list("consumer", flat=True)
    )
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"deal.assign", "contact.assign", "touch.assign"}
    with pytest.raises(NothingChosen):
        reference_match(reference="Nobody Ltd", named="Known", actor=ACTOR, now=LATER)


def test_a_match_holds_when_people_come_again(as_acme: Any) -> None:
    account = AccountFactory(name="Known", name_key="known")
    body = b"external_id,last_name,account_name\n1,Kim,Nobody Ltd\n"
    load(body, "contacts")
    reference_match(reference="Nobody Ltd", named="Known", actor=ACTOR, now=LATER)
    assert load(body, "contacts").unchanged == 1
    assert Contact.objects.get().account_id == account.pk


@pytest.mark.parametrize(
    ("reference", "domain"), [("Nobody Ltd", ""), ("nobody.example", "nobody.example"), ("St. Gallen AG", "")]
)
def test_a_named_company_can_become_a_new_account(as_acme: Any, reference: str, domain: str) -> None:
    DealFactory(account=None, account_ref=reference)
    found = reference_match(reference=reference, named=None, actor=ACTOR, now=LATER)
    assert (found.account.name, found.account.domain, found.total) == (reference, domain, 1)


def test_no_account_is_made_for_what_waits_no_longer(as_acme: Any) -> None:
    from django.db import transaction

    with pytest.raises(NothingChosen), transaction.atomic():
        reference_match(reference="Nobody", named=None, actor=ACTOR, now=LATER)
    assert not Account.objects.exists()
