"""The ledger is listed newest first, narrowed by what is asked, and added up by currency."""

from __future__ import annotations

from uuid import uuid4

import pytest

from metrics.models import Target
from metrics.selectors.ledger import (
    currencies_without_rate,
    rate_list,
    spend_find,
    spend_list,
    spend_totals,
    target_list,
)
from tenancy.context import tenant_context
from tests.metrics.factories import RateFactory, SpendFactory
from tests.metrics.selectors.asking import day


def test_costs_are_listed_newest_first_and_the_later_entry_of_a_day_first(as_acme):
    early, late = SpendFactory(spent_on=day(1, 1)), SpendFactory(spent_on=day(2, 1))
    second = SpendFactory(spent_on=day(1, 1))

    assert list(spend_list()) == [late, second, early]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"category": "events"}, ["fair"]),
        ({"department": "sales"}, ["fair", "travel"]),
        ({"department": "sales", "category": "events"}, ["fair"]),
        ({"start": day(1, 10)}, ["fair", "ads"]),
        ({"end": day(1, 10)}, ["travel"]),
        ({"start": day(1, 10), "end": day(1, 11)}, ["ads"]),
        ({"category": "", "department": None, "start": None}, ["fair", "ads", "travel"]),
    ],
)
def test_costs_are_narrowed_by_days_without_the_end_and_by_whole_words(as_acme, given, expected):
    SpendFactory(external_id="travel", spent_on=day(1, 9), department="sales", category="travel")
    SpendFactory(external_id="ads", spent_on=day(1, 10), department="marketing", category="ads")
    SpendFactory(external_id="fair", spent_on=day(1, 11), department="sales", category="events")

    assert [cost.external_id for cost in spend_list(given=given)] == expected


def test_costs_add_up_by_currency_and_are_never_mixed(as_acme):
    for cents, currency in ((1_000, "USD"), (250, "EUR"), (-50, "EUR")):
        SpendFactory(amount_cents=cents, currency=currency)

    assert spend_totals(spend_list()) == [("EUR", 200, 2), ("USD", 1_000, 1)]
    assert spend_totals(spend_list(given={"category": "none such"})) == []


def test_a_cost_is_found_in_its_own_workspace_alone(acme, globex):
    with tenant_context(globex.pk):
        foreign = SpendFactory()

    with tenant_context(acme.pk):
        own = SpendFactory()
        assert spend_find(public_id=own.public_id) == own
        assert spend_find(public_id=foreign.public_id) is None
        assert spend_find(public_id=uuid4()) is None


def test_rates_are_listed_by_currency_and_targets_by_month_the_newest_first(as_acme):
    for currency, valid_on in (("USD", day(1, 1)), ("GBP", day(1, 1)), ("USD", day(2, 1))):
        RateFactory(currency=currency, valid_on=valid_on)
    for month in (1, 3, 2):
        Target.objects.create(month=day(month, 1), amount_cents=month)

    assert [(rate.currency, rate.valid_on.month) for rate in rate_list()] == [("GBP", 1), ("USD", 2), ("USD", 1)]
    assert [target.month.month for target in target_list()] == [3, 2, 1]


def test_currencies_without_any_rate_are_told_and_the_workspace_s_own_needs_none(as_acme):
    RateFactory(currency="USD")

    assert currencies_without_rate({"USD", "HUF", "CHF", "EUR"}, home="EUR") == ["CHF", "HUF"]
    assert currencies_without_rate(set(), home="EUR") == []
