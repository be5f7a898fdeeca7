"""What accounts are expected to be worth is written as a measure, and follows what customers were worth."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import AccountMeasure
from metrics.selectors.account_values import Slice
from metrics.services.account_values import account_values_request
from metrics.services.expected_values import expected_values_refresh
from outbox.models import Message
from outbox.services import message_append, outbox_drain
from tests.factories import AccountFactory
from tests.metrics.factories import WonDealFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def told(account: Any) -> tuple[int | None, str, str]:
    row = AccountMeasure.objects.get(account=account, key="expected_ltv")
    return row.value, row.basis, row.source


def sold(number: int, **facts: Any) -> list[Any]:
    accounts = [AccountFactory(**facts) for _ in range(number)]
    for account in accounts:
        WonDealFactory(account=account, gross_margin_bp=4000)  # of 1,000.00
    return accounts


def test_looking_at_all_worths_makes_expectations_follow(as_acme: Any) -> None:
    first, *_others = sold(5, industry="retail")
    prospect = AccountFactory(industry="retail")

    account_values_request()
    outbox_drain(now=NOW)

    assert told(first) == (40_000, "own", "metrics")
    assert told(prospect) == (40_000, "industry", "metrics")


def test_a_customer_follows_its_deal_at_once(as_acme: Any) -> None:
    deal = WonDealFactory(gross_margin_bp=4000)
    message_append(topic="deal.changed", keys=[deal.pk])

    outbox_drain(now=NOW)

    assert told(deal.account) == (40_000, "own", "metrics")


def test_a_large_load_has_all_looked_at(as_acme: Any) -> None:
    first, *_others = sold(5, industry="retail")
    message_append(topic="deals.loaded", keys=[0])

    outbox_drain(now=NOW)

    assert told(first) == (40_000, "own", "metrics")


def test_only_changes_are_written_and_announced(as_acme: Any) -> None:
    first, *others = sold(5, industry="retail")
    account_values_request()
    outbox_drain(now=NOW)
    keys = tuple(account.pk for account in (first, *others))

    assert expected_values_refresh(among=Slice(keys=keys), now=NOW) == 0
    assert not Message.objects.exists()
    AccountMeasure.objects.filter(account=first, key="ltv").update(value=7)
    assert expected_values_refresh(among=Slice(keys=keys), now=NOW) == 1
    assert set(Message.objects.values_list("key", flat=True)) == {first.pk}
