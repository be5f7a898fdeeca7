"""Customers as rows: won within a period, paying at month starts, lost or kept over six whole months."""

from __future__ import annotations

import pytest

from metrics.domain.period import Period
from metrics.selectors.customer_sources import CHURN, CHURN_RECORDED, CUSTOMER, MONTH, ORDER
from metrics.selectors.sources import fetch
from metrics.selectors.totals import ask_of
from tests.factories import AccountFactory
from tests.metrics.factories import ContractFactory, LostDealFactory, WonDealFactory
from tests.metrics.selectors.asking import day, source_rows
from tests.metrics.selectors.test_totals import TODAY, ask

JANUARY = Period(day(1, 1), day(2, 1))
pytestmark = pytest.mark.usefixtures("as_acme")


def test_an_account_is_a_new_customer_once_on_the_day_of_its_first_won_deal():
    account = AccountFactory()
    LostDealFactory(account=account, closed_on=day(1, 2))
    for number in (20, 15):
        WonDealFactory(account=account, closed_on=day(1, number))
    old = WonDealFactory(closed_on=day(12, 31, 2025)).account
    WonDealFactory(account=old)
    WonDealFactory(account=None)

    assert source_rows(CUSTOMER, "id", "on_date", "new_customers", period=JANUARY) == [(account.pk, day(1, 15), 1)]


def test_a_new_customers_orders_are_all_its_won_deals_until_today():
    account = WonDealFactory(gross_margin_bp=5000).account
    WonDealFactory(account=account, closed_on=TODAY, gross_margin_bp=1000)
    WonDealFactory(account=account, closed_on=day(7, 11), gross_margin_bp=1000)
    WonDealFactory(account=account)
    WonDealFactory(account=account, currency="GBP", gross_margin_bp=1000)
    WonDealFactory(account=account, amount_cents=None)
    WonDealFactory(closed_on=day(2, 1))

    columns = ("on_date", "historic_cents", "historic_orders", "historic_no_margin", "historic_unconverted")
    assert source_rows(ORDER, *columns, period=JANUARY) == [
        (day(1, 15), 50_000, 1, 0, 0),
        (day(1, 15), 10_000, 1, 0, 0),
        (day(1, 15), None, 1, 1, 0),
        (day(1, 15), None, 1, 0, 1),
        (day(1, 15), None, 1, 0, 0),
    ]


def test_a_customer_counts_at_each_month_start_and_its_latest_revenue_at_the_last():
    ContractFactory(starts_on=day(4, 2), ends_on=day(7, 1))
    free = AccountFactory(customer_since=day(6, 1))

    columns = ("on_date", "customer_months", "mrr_cents", "profit_cents", "latest_mrr_cents", "latest_customers")
    assert source_rows(MONTH, *columns, period=Period(day(5, 1), None)) == [
        (day(5, 1), 1, 50_000, 35_000, 0, 0),
        (day(6, 1), 1, 50_000, 35_000, 0, 0),
        (day(6, 1), 1, 0, 0, 0, 0),
        (day(7, 1), 1, 0, 0, 0, 1),
    ]
    assert source_rows(MONTH, "id", period=Period(day(7, 1), None)) == [(free.pk,)]


def test_what_makes_a_months_revenue_doubtful_is_counted():
    ContractFactory(gross_margin_bp=None, starts_on=day(6, 1))
    ContractFactory(currency="GBP", starts_on=day(6, 1))
    WonDealFactory(closed_on=day(6, 1))

    columns = ("mrr_cents", "profit_cents", "mrr_no_margin", "mrr_assumed_term", "mrr_unconverted")
    assert source_rows(MONTH, *columns, period=Period(day(6, 1), day(7, 1))) == [
        (50_000, 0, 1, 0, 0),
        (0, 0, 0, 0, 1),
        (8_333, 0, 1, 1, 0),
    ]


def test_a_customer_is_lost_in_the_month_it_leaves_and_keeps_nothing():
    account = ContractFactory(ends_on=day(6, 1)).account  # its last day is the 31st of May

    columns = ("id", "on_date", "churn_start", "churn_lost", "revenue_start_cents", "revenue_kept_cents")
    assert source_rows(CHURN, *columns, period=Period(day(4, 1), day(7, 1))) == [
        (account.pk, day(1, 1), 1, 0, 50_000, 50_000),
        (account.pk, day(2, 1), 1, 0, 50_000, 50_000),
        (account.pk, day(3, 1), 1, 0, 50_000, 50_000),
        (account.pk, day(4, 1), 1, 0, 50_000, 50_000),
        (account.pk, day(5, 1), 1, 1, 50_000, 0),
    ]


def test_a_customer_whose_last_day_is_a_months_first_still_counts_there_and_is_lost_in_that_month():
    ContractFactory(starts_on=day(5, 20), ends_on=day(6, 2))

    assert source_rows(MONTH, "on_date", "mrr_cents") == [(day(6, 1), 50_000)]
    assert source_rows(CHURN, "on_date", "churn_lost", "revenue_kept_cents") == [(day(6, 1), 1, 0)]


def test_a_smaller_contract_keeps_less_revenue_without_losing_the_customer():
    account = ContractFactory(ends_on=day(6, 15)).account
    ContractFactory(account=account, starts_on=day(6, 15), mrr_cents=20_000)

    june = source_rows(CHURN, "on_date", "churn_lost", "revenue_start_cents", "revenue_kept_cents")[-1]

    assert june == (day(6, 1), 0, 50_000, 20_000)


def test_losses_are_on_record_from_the_day_after_the_last():
    for left in (day(7, 9), TODAY, None):
        AccountFactory(customer_since=day(1, 1), churned_on=left)
    AccountFactory(churned_on=day(1, 1))  # was never known to be a customer

    assert fetch(CHURN_RECORDED, ask_of(ask()).parameters()) == [{"n": 1}]
