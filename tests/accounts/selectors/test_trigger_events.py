"""Signals before deals that were won and lost: within 90 days of the opening, once a deal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.domain.traits import Counted
from accounts.models import Signal
from accounts.selectors.trigger_events import TriggerEvents, trigger_events
from tests.factories import AccountFactory, DealFactory

pytestmark = pytest.mark.django_db
OPENED = date(2026, 3, 1)


def signal(account: Any, kind: str, *, days: int, number: int = 0) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=days)
    Signal.objects.create(
        account=account, kind=kind, occurred_at=at, external_id=f"{account.pk}-{kind}-{days}-{number}"
    )


def deal(status: str, **facts: Any) -> Any:
    return DealFactory(status=status, created_on=OPENED, closed_on=date(2026, 4, 1), **facts)


def test_signals_before_the_opening_count_once_a_deal(as_acme):
    won, lost = deal("won"), deal("lost")
    signal(won.account, "funding", days=10)
    signal(won.account, "funding", days=20)
    signal(won.account, "hiring", days=89)
    signal(lost.account, "hiring", days=1)

    assert trigger_events() == TriggerEvents(
        (Counted("signal.hiring", "", 1, 1, 1, 1), Counted("signal.funding", "", 1, 1, 0, 1)), won=1, lost=1
    )


def test_older_ones_later_ones_and_open_deals_do_not(as_acme):
    won = deal("won")
    signal(won.account, "funding", days=91)
    signal(won.account, "funding", days=0)
    signal(deal("open").account, "funding", days=5)

    assert trigger_events() == TriggerEvents((), won=1, lost=0)


def test_deals_without_account_or_opening_are_not_looked_at(as_acme):
    deal("won", account=None)
    DealFactory(status="won", created_on=None, account=AccountFactory())

    assert trigger_events() == TriggerEvents((), won=0, lost=0)
