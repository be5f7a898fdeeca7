"""Exchange rates. Each change is a new version of every converted metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from common.errors import AbsError
from metrics.models import ExchangeRate, MetricSettings
from metrics.services.account_values import account_values_request
from metrics.services.snapshot_job import snapshots_request
from tenancy.models import Tenant
from users.services import Actor, audit_append

MOST_RATES = 20_000


class HomeCurrencyError(AbsError):
    """The workspace's own currency is always worth one of itself."""

    code = "home_currency"


class TooManyRatesError(AbsError):
    """More rates at once than anybody needs."""

    code = "too_many_rates"


@dataclass(frozen=True, slots=True)
class RateGiven:
    """From ``valid_on`` one unit of ``currency`` is worth ``rate`` of the workspace's currency."""

    currency: str
    valid_on: date
    rate: Decimal


@transaction.atomic
def rates_set(*, tenant: Tenant, rates: Sequence[RateGiven], actor: Actor) -> int:
    """This function will store dated rates, replacing those of the same day, and return how many changed.

    Side effects: where any changed, the metrics' version grows, the snapshots and what customers were worth are
    worked out anew, one audit row.

    :raises HomeCurrencyError: when a rate is for the workspace's own currency.
    :raises TooManyRatesError: above 20,000 rates.
    """
    if len(rates) > MOST_RATES:
        raise TooManyRatesError(f"At most {MOST_RATES} rates can be stored at once.")
    if any(rate.currency == tenant.currency for rate in rates):
        raise HomeCurrencyError(f"{tenant.currency} is the workspace's own currency; it needs no rate.")
    latest = {(rate.currency, rate.valid_on): rate.rate for rate in rates}
    stored = {
        (row.currency, row.valid_on): row.rate
        for row in ExchangeRate.objects.filter(currency__in={currency for currency, _ in latest})
    }
    changed = {key: rate for key, rate in latest.items() if stored.get(key) != rate}
    ExchangeRate.objects.bulk_create(
        [
            ExchangeRate(tenant=tenant, currency=currency, valid_on=day, rate=rate)
            for (currency, day), rate in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["tenant", "currency", "valid_on"],
        update_fields=["rate"],
    )
    if changed:
        _rates_changed(actor=actor, detail={"changed": len(changed)})
    return len(changed)


@transaction.atomic
def rate_delete(*, rate_id: int, actor: Actor) -> None:
    """This function will take a dated rate away; the one before it holds on. An unknown rate is gone already.

    Side effects: the metrics' version grows, the snapshots are worked out anew, one audit row.
    """
    found = ExchangeRate.objects.filter(pk=rate_id).first()
    if found is None:
        return
    detail = {"currency": found.currency, "valid_on": found.valid_on.isoformat(), "rate": str(found.rate)}
    found.delete()
    _rates_changed(actor=actor, detail=detail)


def _rates_changed(*, actor: Actor, detail: dict[str, Any]) -> None:
    MetricSettings.objects.get_or_create()
    MetricSettings.objects.update(rates_version=F("rates_version") + 1)
    audit_append(actor=actor, action="rates.set", object_type="exchange_rate", detail=detail)
    snapshots_request()
    account_values_request()
