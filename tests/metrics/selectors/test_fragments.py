"""Pieces of SQL that must agree with the domain: conversion, contract value, margins, recurring revenue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from psycopg2 import sql

from metrics.domain.period import Period
from metrics.domain.query import Slot
from metrics.domain.sales import contract_acv_cents
from metrics.models import MetricSettings
from metrics.selectors.fragments import (
    CUSTOMERS,
    DEAL_ACV,
    DEAL_AMOUNT,
    DEAL_MARGIN,
    DEAL_PROFIT,
    RECURRING,
    Part,
    column,
    owner_key,
    paid_cents,
    paid_profit,
    slots_table,
)
from metrics.selectors.sources import fetch
from metrics.selectors.totals import ask_of
from tests.factories import AccountFactory, DealFactory, member
from tests.metrics.factories import ContractFactory, RateFactory, WonDealFactory
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_totals import ask

pytestmark = pytest.mark.usefixtures("as_acme")


def of_deals(part: Part, table: str = "deal") -> list[Any]:
    statement = sql.SQL("select {} as found from {} order by id").format(part, sql.Identifier(table))
    return [row["found"] for row in fetch(statement, ask_of(ask()).parameters())]


def selected(part: Part) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in fetch(part, ask_of(ask()).parameters())]


def paid_on(*days: date) -> list[tuple[Any, ...]]:
    named = sql.SQL(" union all ").join(sql.SQL("select {}::date as day").format(sql.Literal(str(one))) for one in days)
    statement = sql.SQL(
        "select day, cents, {profit}, is_assumed, is_unconverted from ({recurring}) part"
        " join ({named}) due on first_on <= day and day < end_on"
        " cross join lateral (select {cents} as paid) worth order by day, account_id, paid"
    )
    return selected(
        statement.format(
            profit=paid_profit("part", sql.SQL("paid")),
            recurring=RECURRING,
            named=named,
            cents=paid_cents("part", sql.SQL("day")),
        )
    )


def test_a_name_is_quoted_and_cannot_end_the_statement():
    assert selected(sql.SQL('select {} from (select 1 as "a"";b") t').format(column("t", 'a";b'))) == [(1,)]


def test_an_amount_is_converted_by_the_newest_rate_of_its_day_half_up():
    RateFactory(valid_on=day(1, 10), rate="0.5")
    RateFactory(valid_on=day(1, 20), rate="2")
    WonDealFactory(amount_cents=101, currency="USD")
    WonDealFactory(amount_cents=101, currency="USD", closed_on=day(1, 20))
    WonDealFactory(amount_cents=101, currency="USD", closed_on=day(1, 9))  # before the first rate
    WonDealFactory(amount_cents=101, currency="GBP")
    WonDealFactory(amount_cents=101, currency=None)
    WonDealFactory(amount_cents=None)
    DealFactory(amount_cents=101, currency="USD")  # open: at today's rate

    assert of_deals(DEAL_AMOUNT) == [51, 202, None, None, 101, None, 202]


@pytest.mark.parametrize(
    ("amount", "fees", "term", "kind"),
    [
        (53_800_000, 2_500_000, 36, "new"),
        (400_000, 0, 6, "renewal"),
        (400_000, 0, 6, None),
        (400_000, 1, None, "new"),
        (100, None, 36, None),
        (500, 0, 24, None),
        (400_000, 0, 0, "renewal"),
    ],
)
def test_contract_value_in_sql_is_the_domains(amount, fees, term, kind):
    WonDealFactory(amount_cents=amount, one_time_fees_cents=fees, term_months=term, type=kind)

    expected = contract_acv_cents(amount=amount, one_time_fees=fees or 0, term_months=term, renewable=kind == "renewal")
    assert of_deals(DEAL_ACV) == [expected]


def test_the_contracts_margin_goes_before_the_deals_and_the_deals_before_the_workspaces():
    MetricSettings.objects.create(default_margin_bp=1000)
    deal = WonDealFactory(gross_margin_bp=2000)
    ContractFactory(account=deal.account, deal=deal, gross_margin_bp=9000)
    WonDealFactory(gross_margin_bp=2000)
    WonDealFactory(amount_cents=105)

    assert of_deals(DEAL_MARGIN) == [9000, 2000, 1000]
    assert of_deals(DEAL_PROFIT) == [90_000, 20_000, 11]


def test_a_row_belongs_to_a_member_else_to_the_address_as_given_else_to_nobody(as_acme):
    ann = member(as_acme, "rep")
    DealFactory(owner=ann, owner_email="old@acme.test")
    DealFactory(owner_email="gone@acme.test")
    DealFactory()

    assert of_deals(owner_key("deal")) == [f"#{ann.pk}", "gone@acme.test", None]


def test_an_open_side_of_a_period_reaches_to_infinity():
    table = slots_table([Slot("", Period()), Slot("it's", Period(day(1, 1), day(2, 1)))])

    assert selected(sql.SQL("select key, first::text, finish::text from {}").format(table)) == [
        ("", "-infinity", "infinity"),
        ("it's", "2026-01-01", "2026-02-01"),
    ]


def test_a_contract_pays_from_its_first_day_to_the_day_before_its_end():
    ContractFactory(starts_on=day(1, 10), ends_on=day(3, 10))

    assert paid_on(day(1, 9), day(1, 10), day(3, 9), day(3, 10)) == [
        (day(1, 10), 50_000, 35_000, False, False),
        (day(3, 9), 50_000, 35_000, False, False),
    ]


def test_won_deals_pay_over_their_term_only_where_there_is_no_contract():
    deal = WonDealFactory(amount_cents=120_000, term_months=None, gross_margin_bp=5000)  # 12 months assumed
    WonDealFactory(amount_cents=70_000, one_time_fees_cents=10_000, term_months=6)
    contracted = ContractFactory()
    WonDealFactory(account=contracted.account)
    WonDealFactory(account=deal.account, currency="GBP", term_months=1)

    assert paid_on(day(2, 1)) == [
        (day(2, 1), 10_000, 5_000, True, False),
        (day(2, 1), None, None, False, True),
        (day(2, 1), 10_000, None, False, False),
        (day(2, 1), 50_000, 35_000, False, False),
    ]
    assert paid_on(date(2027, 1, 14))[0] == (date(2027, 1, 14), 10_000, 5_000, True, False)
    assert len(paid_on(date(2027, 1, 15))) == 1  # the contract alone runs on


def test_a_customer_begins_with_the_first_sign_of_it_and_ends_when_churned_or_out_of_contract():
    AccountFactory()
    AccountFactory(customer_since=day(1, 5), churned_on=day(4, 5))
    won = WonDealFactory(closed_on=day(2, 5), account__customer_since=day(3, 5))
    ContractFactory(account=won.account, starts_on=day(2, 9), ends_on=day(5, 1))
    ContractFactory(account=won.account, starts_on=day(5, 1), ends_on=day(6, 1))
    running = ContractFactory(starts_on=day(1, 9), ends_on=None)
    ContractFactory(account=running.account, starts_on=day(1, 1), ends_on=day(1, 9))

    found = selected(sql.SQL("select start_on, last_on from ({}) customer order by account_id").format(CUSTOMERS))

    assert found == [(day(1, 5), day(4, 5)), (day(2, 5), day(5, 31)), (day(1, 1), None)]
