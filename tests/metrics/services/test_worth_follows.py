"""Whatever changes what a customer was worth moves the customer's own values, within the same background run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Account, AccountMeasure, Contract
from accounts.services.assignment import deal_unassign
from accounts.services.deletion import contract_delete, deal_delete
from accounts.services.upsert import records_upsert
from accounts.services.upsert.contract import ContractUpsert
from outbox.models import Message
from outbox.services import outbox_drain
from tests.factories import AccountFactory, DealFactory
from tests.metrics.factories import ContractFactory, WonDealFactory
from users.services import Actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")
MONTHS = 17  # paid from January 2025 to May 2026
CONTRACT = {"external_id": "k", "starts_on": "2025-01-01", "mrr": "500", "currency": "EUR", "gross_margin_pct": "70"}


@pytest.fixture
def customers(as_acme: Any) -> tuple[Any, Any]:
    """Two accounts whose numbers are those of no deal and no contract."""
    DealFactory()
    DealFactory()
    return AccountFactory(source="crm", external_id="one"), AccountFactory(source="crm", external_id="two")


def store(kind: str, **record: Any) -> None:
    records_upsert(kind, records=[record], source="crm", now=NOW)
    outbox_drain(now=NOW)


def worth(account: Account) -> tuple[int | None, int | None]:
    values = dict(AccountMeasure.objects.filter(account=account).values_list("key", "value"))
    return values.get("ltv"), values.get("expected_ltv")


def test_a_customer_follows_its_contract_at_once(customers: tuple[Account, Account]) -> None:
    one, _ = customers
    store("contracts", **CONTRACT, account_external_id="one")
    assert worth(one) == (MONTHS * 35_000, MONTHS * 35_000)

    store("contracts", external_id="k", mrr="1000")
    assert worth(one) == (MONTHS * 70_000, MONTHS * 70_000)


def test_a_contract_that_moves_takes_its_worth_along(customers: tuple[Account, Account]) -> None:
    one, two = customers
    store("contracts", **CONTRACT, account_external_id="one")
    store("contracts", external_id="k", account_external_id="two")

    assert Contract.objects.get().account_id == two.pk
    assert worth(one) == (None, None)
    assert worth(two) == (MONTHS * 35_000, MONTHS * 35_000)


def test_a_contract_that_is_deleted_leaves_nothing_behind(customers: tuple[Account, Account]) -> None:
    one, _ = customers
    store("contracts", **CONTRACT, account_external_id="one")
    contract_delete(contract_id=Contract.objects.get().pk, actor=ACTOR)
    outbox_drain(now=NOW)

    assert worth(one) == (None, None)


def test_a_thousand_contracts_and_one_have_all_customers_looked_at(customers: tuple[Account, Account]) -> None:
    one, two = customers
    run = ContractUpsert(source="crm", now=NOW)
    fields = ["external_id", "account_external_id", "starts_on", "mrr", "currency", "gross_margin_pct"]
    start = date(2026, 5, 1)
    run.stage(fields, ((n, [str(n), ("one", "two")[n % 2], start, 100, "EUR", 10_000]) for n in range(1_001)))
    run.check()
    assert run.write().created.count == 1_001
    outbox_drain(now=NOW)

    assert (worth(one), worth(two)) == ((50_100, 50_100), (50_000, 50_000))


def test_a_deal_that_is_deleted_leaves_nothing_behind(customers: tuple[Account, Account]) -> None:
    one, _ = customers
    WonDealFactory(account=one, gross_margin_bp=4000, source="crm", external_id="d")
    store("deals", external_id="d", stage="Won")
    assert worth(one) == (40_000, 40_000)

    deal_delete(deal_id=one.deals.get().pk, actor=ACTOR)
    outbox_drain(now=NOW)
    assert worth(one) == (None, None)


def test_a_deal_that_moves_or_is_taken_away_takes_its_worth_along(customers: tuple[Account, Account]) -> None:
    one, two = customers
    deal = WonDealFactory(account=one, gross_margin_bp=4000, source="crm", external_id="d")
    store("deals", external_id="d", stage="Won")
    store("deals", external_id="d", account_external_id="two")
    assert (worth(one), worth(two)) == ((None, None), (40_000, 40_000))

    deal_unassign(public_id=deal.public_id, actor=ACTOR, now=NOW)
    outbox_drain(now=NOW)
    assert worth(two) == (None, None)


def test_a_contract_is_never_taken_for_the_deal_of_its_number(customers: tuple[Account, Account]) -> None:
    contract = ContractFactory(account=customers[0])
    Message.objects.all().delete()
    contract_delete(contract_id=contract.pk, actor=ACTOR)

    told = Message.objects.exclude(consumer="metrics.snapshot_refresh").values_list("consumer", "key")
    assert list(told) == [("metrics.worths_refresh", customers[0].pk)]
