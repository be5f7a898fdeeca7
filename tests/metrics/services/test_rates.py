"""Rates are dated, and each change is a new version of the metrics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.models import ExchangeRate, MetricSettings
from metrics.services import RateGiven, rate_delete, rates_set
from metrics.services.rates import HomeCurrencyError
from outbox.models import Job
from users.services import Actor

ACTOR = Actor.of_command("test")


def test_rates_replace_those_of_the_same_day_and_count_changes(as_acme):
    given = [RateGiven("USD", date(2026, 1, day), Decimal("0.9")) for day in (1, 2)]
    assert rates_set(tenant=as_acme, rates=given, actor=ACTOR) == 2
    assert rates_set(tenant=as_acme, rates=given, actor=ACTOR) == 0

    assert rates_set(tenant=as_acme, rates=[RateGiven("USD", date(2026, 1, 1), Decimal("0.95"))], actor=ACTOR) == 1

    assert list(ExchangeRate.objects.order_by("valid_on").values_list("rate", flat=True)) == [
        Decimal("0.95"),
        Decimal("0.9"),
    ]
    assert MetricSettings.objects.get().rates_version == 2
    assert Job.objects.filter(kind="metrics.snapshots").count() == 1


def test_the_home_currency_takes_no_rate(as_acme):
    with pytest.raises(HomeCurrencyError):
        rates_set(tenant=as_acme, rates=[RateGiven("EUR", date(2026, 1, 1), Decimal(2))], actor=ACTOR)


def test_deleting_a_rate_is_a_new_version_once(as_acme):
    rates_set(tenant=as_acme, rates=[RateGiven("USD", date(2026, 1, 1), Decimal("0.9"))], actor=ACTOR)
    rate = ExchangeRate.objects.get()

    rate_delete(rate_id=rate.pk, actor=ACTOR)
    rate_delete(rate_id=rate.pk, actor=ACTOR)

    assert MetricSettings.objects.get().rates_version == 2
