"""Months counted are the months listed: the sums of spans against the rows of each customer and month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from metrics.domain.catalogue import Fact
from metrics.domain.period import Period
from metrics.domain.query import Cohort
from metrics.selectors.customer_months import FACTS, counted, month_sums
from metrics.selectors.customer_sources import CHURN, CUSTOMER, MONTH
from metrics.selectors.grouping import summed
from metrics.selectors.sources import Ask, fetch
from metrics.selectors.totals import ask_of
from tests.factories import AccountFactory
from tests.metrics.factories import ContractFactory, RateFactory, WonDealFactory, place, tiers
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_totals import ask

pytestmark = pytest.mark.usefixtures("as_acme")
Row = dict[str, Any]
NAMES = (*MONTH.totals, *CHURN.totals, *CUSTOMER.totals)


@pytest.fixture
def customers(as_acme):
    """Spans that begin, end and change rate on, before and after month starts; two tiers and none."""
    for valid_on, rate in (
        (day(2, 1), "1.1"),
        (day(2, 2), "1.2"),
        (day(3, 15), "1.3"),
        (day(3, 31), "1.4"),
        (day(6, 1), "1.5"),
    ):
        RateFactory(currency="GBP", valid_on=valid_on, rate=rate)
    levels = tiers("top", "low")
    ContractFactory(starts_on=day(1, 1), ends_on=day(6, 1))
    ContractFactory(starts_on=day(3, 2), ends_on=day(3, 31), gross_margin_bp=None)
    ContractFactory(starts_on=day(3, 2), ends_on=day(3, 2))
    foreign = [
        ContractFactory(starts_on=start, ends_on=end, currency=currency, mrr_cents=33_333)
        for start, end, currency in (
            (day(1, 28), None, "GBP"),
            (day(3, 1), day(6, 1), "GBP"),
            (day(2, 28), None, "CHF"),
            (day(6, 2), day(7, 2), "GBP"),
        )
    ]
    ContractFactory(starts_on=day(1, 28), currency="GBP", mrr_cents=9 * 10**16)  # too much from 1.2 on
    WonDealFactory(closed_on=day(4, 1), term_months=2)
    WonDealFactory(closed_on=day(4, 30), currency="GBP")
    WonDealFactory(closed_on=day(4, 30), amount_cents=None)
    WonDealFactory(closed_on=day(4, 5), account__churned_on=day(4, 20))  # came and left between two month starts
    WonDealFactory(closed_on=date(9999, 12, 31))
    AccountFactory(customer_since=day(2, 1), churned_on=day(5, 1))
    for since, left in ((day(3, 3), day(6, 30)), (day(3, 1), day(6, 1)), (day(12, 5, 2025), None)):
        both = AccountFactory(customer_since=since, churned_on=left, industry="finance")
        ContractFactory(account=both, starts_on=day(1, 1), mrr_cents=12_345)
        ContractFactory(account=both, starts_on=day(5, 1), ends_on=day(6, 15), mrr_cents=777)
    place(foreign[0].account, levels["top"], "2026-02-01")
    place(foreign[1].account, levels["low"], "2026-02-01")
    place(both, levels["low"], "2026-02-01")


def listed(asked: Ask) -> dict[tuple[str, str], Row]:
    """The rows of each customer and month, added up."""
    found: dict[tuple[str, str], Row] = {}
    for source, fact in ((MONTH, Fact.MONTH), (CHURN, Fact.CHURN), (CUSTOMER, Fact.CUSTOMER)):
        for row in fetch(summed(replace(source, parts=None), asked, fact=fact), asked.parameters()):
            found.setdefault((row.pop("slot_key"), row.pop("group_key")), {}).update(row)
    empty = dict.fromkeys((*NAMES, "is_whole"), 0)
    return {key: {**empty, **row} for key, row in found.items()}


def added_up(asked: Ask, *, whole: bool = False) -> dict[tuple[str, str | None], Row]:
    rows = fetch(month_sums(asked, FACTS, whole=whole), asked.parameters())
    assert len({row.pop("churn_recorded") for row in rows}) == min(1, len(rows))
    return {(row.pop("slot_key"), row.pop("group_key")): row for row in rows}


PERIODS = [
    Period(),
    Period(day(2, 1), day(7, 1)),
    Period(day(5, 15), None),
    Period(day(7, 1), day(7, 2)),
    Period(day(5, 2), day(5, 30)),
    Period(None, day(3, 1)),
    Period(date(2020, 1, 1), date(2020, 3, 1)),
    Period(date(2030, 1, 1), None),
]


@pytest.mark.parametrize("period", PERIODS)
def test_months_counted_are_the_months_listed(customers, period):
    for by in ("all", "tier", "industry", "month", "segment", "owner"):
        asked = ask_of(ask(by=by, period=period))
        if asked.slots:
            assert added_up(asked) == listed(asked)


def test_all_time_has_customers_revenue_and_losses(customers):
    (found,) = added_up(ask_of(ask())).values()

    assert all(found[name] > 0 for name in NAMES)


def test_the_whole_is_added_up_beside_the_groups(customers):
    (whole,) = added_up(ask_of(ask())).values()

    by_tier = added_up(ask_of(ask(by="tier")), whole=True)

    assert by_tier.pop(("", None)) == {**whole, "is_whole": True}
    assert set(by_tier) == {("", "top"), ("", "low"), ("", "")}
    for name in NAMES:
        assert sum(row[name] for row in by_tier.values()) == whole[name]


def test_what_is_not_asked_for_stays_nought(customers):
    asked = ask_of(ask())

    for source, fact in ((MONTH, Fact.MONTH), (CHURN, Fact.CHURN), (CUSTOMER, Fact.CUSTOMER)):
        (found,) = fetch(month_sums(asked, {fact}, whole=False), asked.parameters())
        assert {name for name in NAMES if found[name]} == set(source.totals)


def test_losses_on_record_come_with_the_sums(customers):
    AccountFactory(customer_since=day(1, 1), churned_on=day(7, 9))
    asked = ask_of(ask())
    (before,) = fetch(month_sums(asked, FACTS, whole=False), asked.parameters())

    AccountFactory(customer_since=day(1, 1), churned_on=day(7, 10))  # today still is one
    AccountFactory(customer_since=day(1, 1), churned_on=day(7, 9))
    (after,) = fetch(month_sums(asked, FACTS, whole=False), asked.parameters())

    assert after["churn_recorded"] == before["churn_recorded"] + 1


def test_a_tier_of_then_and_new_customers_alone_are_added_up_from_their_rows():
    assert counted(ask(by="tier"), set(Fact)) == FACTS
    assert counted(ask(by="tier", cohort=Cohort.FIRST), {Fact.MONTH, Fact.CLOSED}) == {Fact.MONTH}
    assert counted(ask(cohort=Cohort.THEN), {Fact.CHURN, Fact.CUSTOMER}) == {Fact.CHURN, Fact.CUSTOMER}
    assert not counted(ask(by="tier", cohort=Cohort.THEN), set(Fact))
    assert not counted(ask(by="tier", cohort=Cohort.OPENING), set(Fact))
    assert not counted(ask(by="tier"), {Fact.CUSTOMER, Fact.CLOSED})
