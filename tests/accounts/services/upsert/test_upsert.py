"""The upsert of people, deals, contracts and signals, and what it does beside others and when it is many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import Account, Contact, Contract, Deal, FactChange, Signal
from accounts.services.upsert import AccountUpsert, DealUpsert, Options, records_upsert, stage
from accounts.services.upsert.stage import array_text
from outbox.models import Job, Message
from tests.factories import AccountFactory, ContactFactory
from users.models import AuditEntry
from users.services import Actor

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def store(kind: str, *records: dict[str, Any], **options: Any) -> list[str]:
    results = records_upsert(kind, records=records, source="crm", now=NOON, options=Options(**options))
    return [result.problems[0].code if result.problems else result.status for result in results]


def test_a_person_is_stored_found_again_and_announced(as_acme: Any) -> None:
    AccountFactory(source="crm", external_id="a")
    person = {"external_id": "1", "first_name": "Ánn", "last_name": "Smith", "email": "Ann@X.Test"}
    assert store(
        "contacts", {**person, "account_external_id": "a"}, {"external_id": "2", "account_external_id": "z"}
    ) == [
        "created",
        "unknown_account",
    ]
    found = Contact.objects.get()
    assert (found.name_key, found.email_key, found.account.external_id) == ("ann smith", "ann@x.test", "a")
    assert set(Message.objects.values_list("key", flat=True)) == {found.pk}
    assert store("contacts", {"external_id": "1", "last_name": "Jones"}) == ["updated"]
    assert Contact.objects.get().name_key == "ann jones"
    assert store("contacts", person) == ["updated"]


def test_a_deal_finds_its_account_by_key_domain_or_name(as_acme: Any) -> None:
    by_key = AccountFactory(source="crm", external_id="a", name="One", name_key="one", domain="one.test")
    by_name = AccountFactory(name="Two Ltd", name_key="two", domain="")
    AccountFactory(name="Twin", name_key="twin")
    AccountFactory(name="Twin Inc", name_key="twin")
    deals = [{"account_external_id": "a"}, {"account_domain": "www.one.test"}, {"account_name": "TWO"},
             {"account_name": "Twin"}, {"account_name": "TWIN GmbH"}, {}]  # fmt: skip
    store("deals", *({"external_id": str(number), **deal} for number, deal in enumerate(deals)))
    found = list(Deal.objects.order_by("external_id").values_list("account__name", "account_ref"))
    assert found == [("One", ""), ("One", ""), ("Two Ltd", ""), ("Twin", ""), (None, "TWIN GmbH"), (None, "")]
    assert by_key.pk and by_name.pk


def test_changes_of_a_deal_are_kept_as_its_history(as_acme: Any) -> None:
    store("deals", {"external_id": "1", "stage": "Demo", "amount": "5"})
    store("deals", {"external_id": "1", "stage": "Offer", "amount": "5", "status": "won"})
    assert set(FactChange.objects.values_list("object_kind", "field", "old", "new")) == {
        ("deal", "stage", "Demo", "Offer"),
        ("deal", "status", "open", "won"),
    }


def test_an_unknown_person_in_a_deal_is_refused(as_acme: Any) -> None:
    ContactFactory(source="crm", external_id="c")
    people = [{"contact_external_id": "c"}, {"contact_external_id": "ghost"}]
    assert store("deals", {"external_id": "1", "contacts": people}) == ["unknown_contact"]


def test_a_contract_names_known_things_and_ends_after_it_starts(as_acme: Any) -> None:
    AccountFactory(source="crm", external_id="a")
    good = {"external_id": "1", "account_external_id": "a", "starts_on": "2024-01-01", "mrr": "10", "currency": "EUR"}
    assert store("contracts", {**good, "ends_on": "2023-01-01"}) == ["order"]
    assert store("contracts", {**good, "deal_external_id": "ghost"}) == ["unknown_deal"]
    assert store("contracts", good) == ["created"]
    assert Contract.objects.get().mrr_cents == 1_000


def test_a_signal_without_known_account_waits_by_its_domain(as_acme: Any) -> None:
    signal = {"external_id": "1", "kind": "hiring", "occurred_at": "2024-01-01T00:00:00Z", "domain": "acme.test"}
    assert store("signals", signal) == ["created"]
    assert (Signal.objects.get().account_id, Message.objects.count()) == (None, 0)
    assert store("signals", {"external_id": "2", "kind": "x"}) == ["required"]


def test_a_record_may_name_its_own_source_and_one_audit_row_is_written(as_acme: Any) -> None:
    records = [{"external_id": "1", "name": "A"}, {"external_id": "1", "name": "B", "source": "erp"}]
    records_upsert("accounts", records=records, source="crm", now=NOON, actor=Actor.of_command("test"))
    assert set(Account.objects.values_list("source", "name")) == {("crm", "A"), ("erp", "B")}
    assert AuditEntry.objects.get().detail == {"created": 2}


def test_more_than_a_thousand_changes_are_one_job_not_a_thousand_messages(as_acme: Any) -> None:
    run = AccountUpsert(source="crm", now=NOON)
    run.stage(["external_id", "name"], ((n, [str(n), f"Company {n}"]) for n in range(1_001)))
    run.check()
    assert run.write().created.count == 1_001
    assert Message.objects.count() == 0
    assert Job.objects.filter(kind__contains="rescore").exists()


def test_a_key_stored_meanwhile_is_updated_instead(as_acme: Any) -> None:
    run = DealUpsert(source="crm", now=NOON)
    run.stage(["external_id", "stage"], [(0, ["1", "Offer"])])
    run.check()
    Deal.objects.create(source="crm", external_id="1", stage="Demo")  # somebody else was faster
    outcome = run.write()
    assert (outcome.created.count, outcome.updated.count, Deal.objects.get().stage) == (0, 1, "Offer")


def test_awkward_text_survives_staging(as_acme: Any) -> None:
    name = 'a,"b"\\N \\. {c}'
    assert store("accounts", {"external_id": "1", "name": name, "technologies": ['x"y\\z', "{,}"]}) == ["created"]
    account = Account.objects.get()
    assert (account.name, account.technologies) == (name, ['x"y\\z', "{,}"])
    assert array_text(['a"b']) == '{"a\\"b"}'


def test_a_text_that_is_a_mark_of_copy_is_a_text(as_acme: Any) -> None:
    marks = {"name": "\\N", "city": "\\N", "region": "\\."}
    assert store("accounts", {"external_id": "1", **marks}) == ["created"]
    assert Account.objects.values("name", "city", "region", "country").get() == {**marks, "country": None}


def test_an_error_while_rows_are_made_comes_through_unchanged(as_acme: Any) -> None:
    def rows() -> Any:
        yield 0, ["1", "A"]
        raise LookupError("from the file")

    with pytest.raises(LookupError, match="from the file"):
        AccountUpsert(source="crm", now=NOON).stage(["external_id", "name"], rows())
    assert connection.is_usable()


def test_rows_may_ask_the_database_while_they_are_made_and_come_in_pieces(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "PIECE", 100)
    run = AccountUpsert(source="crm", now=NOON)
    run.stage(["external_id", "name"], ((n, [f"{n}", f"A{Account.objects.count()}"]) for n in range(7)))
    run.check()
    assert run.write().created.count == 7
    assert set(Account.objects.values_list("name", flat=True)) == {"A0"}


def test_of_several_keys_one_adopts_an_account_without_key_and_the_others_are_companies_of_their_own(
    as_acme: Any,
) -> None:
    store("accounts", {"name": "Walmart", "country": "US"})
    rows = [{"external_id": key, "name": "Walmart", "country": "US"} for key in ("WMT", "WMT.DE")]
    adopted = Account.objects.get().pk
    assert store("accounts", *rows) == ["created", "unchanged"]
    assert Account.objects.get(external_id="WMT.DE").pk == adopted
    assert store("accounts", *rows) == ["unchanged", "unchanged"]
    assert Account.objects.count() == 2


def test_the_company_that_a_signal_leaves_is_looked_at_again(as_acme: Any) -> None:
    left, found = (AccountFactory(source="crm", external_id=key) for key in ("left", "found"))
    signal = {"external_id": "1", "kind": "hiring", "occurred_at": "2024-01-01T00:00:00Z"}
    store("signals", {**signal, "account_external_id": "left"})
    Message.objects.all().delete()
    store("signals", {"external_id": "1", "account_external_id": "found"})
    assert set(Message.objects.values_list("key", flat=True)) == {left.pk, found.pk}


def test_a_deal_keeps_its_name_in_comparable_form_too(as_acme: Any) -> None:
    store("deals", {"external_id": "1", "name": "Große  Erneuerung"})
    store("deals", {"external_id": "2"})
    assert dict(Deal.objects.values_list("external_id", "name_key")) == {"1": "grosse erneuerung", "2": ""}
    store("deals", {"external_id": "1", "name": "Ausbau"})
    assert Deal.objects.get(external_id="1").name_key == "ausbau"
    assert set(FactChange.objects.values_list("field", flat=True)) == {"name"}
