"""Companies through the set-based upsert."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Account, FactChange
from accounts.services.upsert import AccountUpsert, BatchRefused, Options, records_upsert
from outbox.models import Message

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def store(*records: dict[str, Any], **options: Any) -> list[Any]:
    return records_upsert("accounts", records=records, source="crm", now=NOON, options=Options(**options))


def statuses(results: list[Any]) -> list[str]:
    return [result.status for result in results]


def test_a_new_account_is_stored_with_all_its_fields(as_acme: Any) -> None:
    results = store(
        {
            "external_id": "a-1",
            "name": "Acme Corp.",
            "domain": "https://www.Acme.test/x",
            "employees": 50,
            "annual_revenue": "12.345",
            "currency": "EUR",
            "country": "hu",
            "growth_pct": 12.5,
            "technologies": ["SAP", 'Word, "quoted"'],
            "custom": {"Plan": "Gold", "none": None},
            "owner_email": "nobody@acme.test",
            "customer_since": "2020-02-29",
        }
    )
    assert statuses(results) == ["created"]
    account = Account.objects.get()
    assert (account.name, account.name_key, account.domain) == ("Acme Corp.", "acme", "acme.test")
    assert (account.employees, account.annual_revenue_cents, account.growth_bp) == (50, 1235, 1250)
    assert account.technologies == ["SAP", 'Word, "quoted"']
    assert account.custom == {"Plan": "Gold"}
    assert (account.source, account.external_id, account.lifecycle) == ("crm", "a-1", "prospect")
    assert (account.owner_email, account.owner_id, account.version) == ("nobody@acme.test", None, 1)
    assert FactChange.objects.count() == 0
    assert list(Message.objects.values_list("consumer", "key")) == [("accounts.account_refresh", account.pk)]


def test_of_a_batch_the_new_are_announced_as_new_and_the_changed_as_changed(as_acme: Any) -> None:
    store({"external_id": "a-1", "name": "Acme", "employees": 50})
    Message.objects.all().delete()
    store({"external_id": "a-1", "employees": 60}, {"external_id": "a-2", "name": "Bolt"})
    ids = dict(Account.objects.values_list("external_id", "pk"))
    assert set(Message.objects.values_list("consumer", "key")) == {
        ("accounts.account_refresh", ids["a-1"]),
        ("accounts.deals_of_accounts_refresh", ids["a-1"]),
        ("accounts.account_refresh", ids["a-2"]),
    }


def test_an_unchanged_upsert_announces_nothing_and_writes_nothing(as_acme: Any, django_assert_num_queries: Any) -> None:
    store({"external_id": "a-1", "name": "Acme", "employees": 50})
    Message.objects.all().delete()
    before = Account.objects.values().get()
    # stage made and emptied, copy, keys, faults, difference, identities
    with django_assert_num_queries(6):
        results = store({"external_id": "a-1", "name": "Acme", "employees": 50})
    assert statuses(results) == ["unchanged"]
    assert Account.objects.values().get() == before
    assert FactChange.objects.count() == 0
    assert Message.objects.count() == 0


def test_only_given_fields_change_and_each_leaves_one_fact_change(as_acme: Any) -> None:
    store({"external_id": "a-1", "name": "Acme", "employees": 50, "city": "Pécs", "custom": {"a": 1, "b": 2}})
    results = store({"external_id": "a-1", "employees": None, "custom": {"a": None, "c": 3}})
    assert statuses(results) == ["updated"]
    account = Account.objects.get()
    assert (account.employees, account.city, account.custom, account.version) == (None, "Pécs", {"b": 2, "c": 3}, 2)
    changes = set(FactChange.objects.values_list("object_kind", "object_id", "field", "old", "new", "source"))
    assert changes == {
        ("account", account.pk, "employees", 50, None, "crm"),
        ("account", account.pk, "custom.a", 1, None, "crm"),
        ("account", account.pk, "custom.c", None, 3, "crm"),
    }


def test_records_of_different_fields_merge_each_by_its_own(as_acme: Any) -> None:
    store({"external_id": "1", "name": "One", "city": "Pécs"}, {"external_id": "2", "name": "Two", "city": "Győr"})
    results = store({"external_id": "1", "city": None}, {"external_id": "2", "employees": 7})
    assert statuses(results) == ["updated", "updated"]
    assert list(Account.objects.order_by("name").values_list("city", "employees")) == [(None, None), ("Győr", 7)]


def test_the_last_of_a_repeated_key_wins_and_the_earlier_ones_say_so(as_acme: Any) -> None:
    results = store({"external_id": "1", "name": "Old"}, {"external_id": "1", "name": "New"})
    assert statuses(results) == ["error", "created"]
    assert results[0].problems[0].code == "superseded"
    assert Account.objects.get().name == "New"


def test_an_older_stamp_never_overwrites_a_newer_one(as_acme: Any) -> None:
    store({"external_id": "1", "name": "New", "updated_at_source": "2024-03-03T00:00:00Z"})
    results = store({"external_id": "1", "name": "Old", "updated_at_source": "2024-03-02T00:00:00Z"})
    assert statuses(results) == ["unchanged"]
    assert results[0].problems[0].code == "stale"
    assert Account.objects.get().name == "New"


def test_an_older_stamp_gives_way_to_a_newer_one_that_is_stored_while_it_is_checked(as_acme: Any) -> None:
    store({"external_id": "1", "name": "First", "updated_at_source": "2024-03-01T00:00:00Z"})
    run = AccountUpsert(source="crm", now=NOON)
    fields = ["external_id", "name", "updated_at_source"]
    run.stage(fields, [(0, ["1", "Old", datetime(2024, 3, 2, tzinfo=UTC)])])
    run.check()
    Account.objects.update(name="New", updated_at_source=datetime(2024, 3, 3, tzinfo=UTC))  # another writer commits
    outcome = run.write()
    assert (outcome.updated.count, Account.objects.get().name) == (0, "New")


def test_a_newer_stamp_with_the_same_facts_is_kept_but_is_no_change(as_acme: Any) -> None:
    store({"external_id": "1", "name": "A", "updated_at_source": "2024-03-01T00:00:00Z"})
    results = store({"external_id": "1", "name": "A", "updated_at_source": "2024-03-03T00:00:00Z"})
    assert statuses(results) == ["unchanged"]
    assert Account.objects.get().version == 1
    late = store({"external_id": "1", "name": "B", "updated_at_source": "2024-03-02T00:00:00Z"})
    assert late[0].problems[0].code == "stale"


def test_parents_are_found_also_later_in_the_batch(as_acme: Any) -> None:
    results = store(
        {"external_id": "child", "name": "Child", "parent_external_id": "parent"},
        {"external_id": "grand", "name": "Grandchild", "parent_name": "Child Inc."},
        {"external_id": "parent", "name": "Parent"},
    )
    assert statuses(results) == ["created"] * 3
    found = dict(Account.objects.values_list("name", "parent__name"))
    assert found == {"Child": "Parent", "Grandchild": "Child", "Parent": None}
    again = store({"external_id": "child", "name": "Child", "parent_external_id": "parent"})
    assert statuses(again) == ["unchanged"]


def test_an_unknown_parent_is_an_error_on_its_record_alone(as_acme: Any) -> None:
    results = store({"external_id": "1", "name": "A", "parent_external_id": "nope"}, {"external_id": "2", "name": "B"})
    assert statuses(results) == ["error", "created"]
    assert (results[0].problems[0].code, results[0].problems[0].column) == ("unknown_parent", "parent_external_id")


def test_parents_in_a_circle_are_refused(as_acme: Any) -> None:
    store({"external_id": "1", "name": "A"}, {"external_id": "2", "name": "B", "parent_external_id": "1"})
    results = store({"external_id": "1", "parent_external_id": "2"})
    assert (results[0].status, results[0].problems[0].code) == ("error", "parent_cycle")
    assert Account.objects.get(name="A").parent_id is None
    swapped = store({"external_id": "1", "parent_external_id": "2"}, {"external_id": "2", "parent_external_id": None})
    assert statuses(swapped) == ["updated", "updated"]


def test_without_a_key_a_company_is_known_by_domain_and_name(as_acme: Any) -> None:
    store({"external_id": "1", "name": "Acme Corporation", "domain": "acme.test"})
    assert statuses(store({"name": "ACME Corp", "domain": "www.acme.test", "city": "Pécs"})) == ["updated"]
    assert statuses(store({"name": "Acme Cloud", "domain": "acme.test"})) == ["updated"]  # one name begins the other
    assert statuses(store({"name": "Roadrunner", "domain": "acme.test"})) == ["created"]
    assert statuses(store({"name": "Acme", "domain": "other.test"})) == ["created"]


def test_two_companies_of_one_name_are_never_merged_silently(as_acme: Any) -> None:
    store(
        {"external_id": "1", "name": "Delta", "country": "US"}, {"external_id": "2", "name": "Delta", "country": "GR"}
    )
    results = store({"name": "Delta Inc"})
    assert (results[0].status, results[0].problems[0].code) == ("error", "ambiguous_account")
    assert statuses(store({"name": "Delta", "country": "GR", "city": "Athens"})) == ["updated"]


def test_all_or_none_stores_nothing_when_one_record_is_bad(as_acme: Any) -> None:
    with pytest.raises(BatchRefused) as caught:
        store({"external_id": "1", "name": "A"}, {"external_id": "2"}, all_or_none=True)
    assert [result.status for result in caught.value.results] == ["created", "error"]
    assert caught.value.results[1].problems[0].code == "required"
    assert Account.objects.count() == 0


def test_another_tenants_key_is_another_record(as_acme: Any, globex: Any) -> None:
    from tenancy.context import _tenant, tenant_context

    store({"external_id": "1", "name": "A"})
    token = _tenant.set(None)
    with tenant_context(globex.pk):
        assert statuses(store({"external_id": "1", "name": "B"})) == ["created"]
        assert Account.objects.count() == 1
    _tenant.reset(token)
