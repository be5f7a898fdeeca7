"""Smallest valid rows of the metrics room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from accounts.models import Account, Contract
from metrics.models import ExchangeRate, Spend
from tests.factories import AccountFactory, DealFactory
from tiers.models import Tier, TierAssignment, TierPolicy


class SpendFactory(factory.django.DjangoModelFactory[Spend]):
    """A shared cost of 100.00."""

    class Meta:
        model = Spend

    external_id = factory.Sequence("s-{}".format)
    spent_on = date(2026, 1, 10)
    amount_cents = 10_000
    currency = "EUR"


class RateFactory(factory.django.DjangoModelFactory[ExchangeRate]):
    """One dollar is 0.90 from the first of January on."""

    class Meta:
        model = ExchangeRate

    currency = "USD"
    valid_on = date(2026, 1, 1)
    rate = "0.9"


class ContractFactory(factory.django.DjangoModelFactory[Contract]):
    """A contract of 500.00 a month with a margin of 70 %."""

    class Meta:
        model = Contract

    external_id = factory.Sequence("k-{}".format)
    account = factory.SubFactory(AccountFactory)
    starts_on = date(2025, 1, 1)
    mrr_cents = 50_000
    currency = "EUR"
    gross_margin_bp = 7000


class WonDealFactory(DealFactory):
    """A deal of 1,000.00 won in January after 30 days."""

    status = "won"
    amount_cents = 100_000
    currency = "EUR"
    created_on = date(2025, 12, 16)
    closed_on = date(2026, 1, 15)


class LostDealFactory(DealFactory):
    """A deal lost in January."""

    status = "lost"
    created_on = date(2025, 12, 16)
    closed_on = date(2026, 1, 20)


def tiers(*keys: str) -> dict[str, Tier]:
    """A policy with these tiers, from the top."""
    policy = TierPolicy.objects.create(name="Policy")
    return {
        key: Tier.objects.create(
            policy=policy,
            position=place,
            key=key,
            name=key.title(),
            level="one_to_many",
            promote_milli=50_000,
            stay_milli=40_000,
        )
        for place, key in enumerate(keys, start=1)
    }


def place(account: Account, tier: Tier, entered: str, left: str | None = None, **given: Any) -> TierAssignment:
    """The account's stay in a tier, between two days at noon."""
    return TierAssignment.objects.create(
        account=account,
        tier=tier,
        entered_at=_noon(entered),
        left_at=_noon(left) if left else None,
        cause="promoted",
        reason="test",
        **given,
    )


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12)
