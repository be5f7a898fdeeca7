"""Deals as rows: what each closed or open deal adds, and when it counts at all."""

from __future__ import annotations

import pytest

from metrics.domain.period import Period
from metrics.models import MetricSettings
from metrics.selectors.deal_sources import CLOSED, OPEN
from tests.factories import AccountFactory, DealFactory
from tests.metrics.factories import LostDealFactory, RateFactory, WonDealFactory, place, tiers
from tests.metrics.selectors.asking import day, source_rows

JANUARY = Period(day(1, 1), day(2, 1))
pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_won_deal_is_priced_unpriced_or_unconverted():
    WonDealFactory(amount_cents=0)
    WonDealFactory(amount_cents=None)
    WonDealFactory(currency="GBP")

    columns = ("won", "won_value_cents", "won_priced", "won_unpriced", "won_unconverted")
    assert source_rows(CLOSED, *columns) == [(1, 0, 1, 0, 0), (1, None, 0, 1, 0), (1, None, 0, 0, 1)]


def test_a_lost_deal_adds_to_the_losses_alone():
    LostDealFactory(amount_cents=99_999, currency="EUR")

    columns = ("won", "lost", "won_value_cents", "won_priced", "cycle_days", "cycle_excluded", "acv_cents")
    assert source_rows(CLOSED, *columns) == [(0, 1, None, 0, None, 0, None)]


def test_a_cycle_of_nought_days_counts_and_one_that_runs_backwards_is_left_out():
    for created in (day(1, 14), day(1, 15), day(1, 16), None):
        WonDealFactory(created_on=created)

    assert source_rows(CLOSED, "cycle_days", "cycle_excluded") == [(1, 0), (0, 0), (None, 1), (None, 1)]


def test_an_unknown_term_is_marked_where_the_annual_value_takes_twelve_months():
    WonDealFactory(amount_cents=240_000, term_months=24)
    WonDealFactory(amount_cents=240_000, term_months=None)
    WonDealFactory(amount_cents=None)

    assert source_rows(CLOSED, "acv_cents", "acv_assumed_term") == [(120_000, 0), (240_000, 1), (None, 0)]


def test_profit_counts_for_accounts_that_are_in_a_tier():
    made = tiers("top")
    inside, outside = AccountFactory(), AccountFactory()
    place(inside, made["top"], "2026-03-01")
    place(outside, made["top"], "2026-01-01", "2026-03-01")
    WonDealFactory(account=inside, gross_margin_bp=2500)
    WonDealFactory(account=inside)
    WonDealFactory(account=outside, gross_margin_bp=2500)
    LostDealFactory(account=inside)

    assert source_rows(CLOSED, "abs_profit_cents", "abs_won", "abs_no_margin") == [
        (25_000, 1, 0),
        (None, 1, 1),
        (None, 0, 0),
        (None, 0, 0),
    ]


def test_a_deal_closed_on_an_unknown_day_counts_over_all_time_alone():
    deal = WonDealFactory(closed_on=None)

    assert source_rows(CLOSED, "id", "cycle_excluded") == [(deal.pk, 1)]
    assert source_rows(CLOSED, "id", period=JANUARY) == []
    assert source_rows(CLOSED, "id", period=Period(None, day(2, 1))) == []


def test_a_deal_is_open_until_the_day_it_closed():
    before = DealFactory(created_on=day(1, 31))
    DealFactory(created_on=day(2, 1))
    undated = DealFactory()
    later = LostDealFactory(closed_on=day(2, 1))
    LostDealFactory(closed_on=day(1, 31))

    found = source_rows(OPEN, "id", "open", period=JANUARY)

    assert sorted(found) == sorted([(before.pk, 1), (undated.pk, 1), (later.pk, 1)])


def test_an_open_deal_is_due_when_it_is_expected_within_the_period():
    RateFactory(rate="0.5")
    for amount, currency, due in (
        (100, "EUR", day(1, 1)),
        (100, "EUR", day(2, 1)),
        (100, "USD", day(1, 31)),
        (100, "GBP", day(1, 31)),
        (None, "GBP", day(1, 31)),
        (100, "EUR", None),
    ):
        DealFactory(amount_cents=amount, currency=currency, expected_close_on=due)

    assert source_rows(OPEN, "closing_value_cents", "closing_unconverted", period=JANUARY) == [
        (100, 0),
        (None, 0),
        (50, 0),
        (None, 1),
        (None, 0),
        (None, 0),
    ]


def test_only_the_workspaces_qualified_stages_are_open():
    demo = DealFactory(stage="Demo 'A'")
    DealFactory(stage="Idea")
    settings = MetricSettings.objects.create(qualified_stages=["Demo 'A'", "Contract"])

    assert source_rows(OPEN, "id") == [(demo.pk,)]
    settings.qualified_stages = []
    settings.save()
    assert source_rows(OPEN, "id") == []
