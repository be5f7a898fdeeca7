"""Metrics computed from rows in the database, by every grouping."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from metrics.domain.catalogue import NAMES, Variants
from metrics.domain.metric import Metric
from metrics.domain.period import Period
from metrics.domain.query import Cohort, Grouping, MetricQuery
from metrics.models import MetricSettings, Target
from metrics.selectors.totals import metric_groups
from tests.factories import AccountFactory, DealFactory
from tests.metrics.factories import (
    ContractFactory,
    LostDealFactory,
    RateFactory,
    SpendFactory,
    WonDealFactory,
    place,
    tiers,
)

TODAY = date(2026, 7, 10)
JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
pytestmark = pytest.mark.usefixtures("as_acme")


def ask(*names: str, by: str = "all", **given: Any) -> MetricQuery:
    return MetricQuery(
        names=names or NAMES,
        today=TODAY,
        currency="EUR",
        timezone="Europe/Budapest",
        grouping=Grouping.parse(by),
        **given,
    )


def metric_totals(query: MetricQuery) -> dict[str, Metric]:
    (whole,) = metric_groups(query)
    return {metric.name: metric for metric in whole.metrics}


def by_group(query: MetricQuery) -> dict[str, Metric]:
    return {group.key: group.metrics[0] for group in metric_groups(query)}


def test_an_empty_workspace_answers_every_metric_with_a_reason_or_zero():
    for metric in metric_totals(ask()).values():
        assert metric.value in (None, 0)
        assert (metric.value is None) == (metric.reason is not None)


def test_win_rate_ads_and_cycle_come_from_deals_closed_in_the_half_open_period():
    WonDealFactory(amount_cents=100_000, closed_on=date(2026, 1, 1), created_on=date(2025, 12, 31))
    WonDealFactory(amount_cents=50_000, closed_on=date(2026, 1, 31), created_on=date(2025, 12, 31))
    LostDealFactory()
    WonDealFactory(closed_on=date(2026, 2, 1))
    WonDealFactory(closed_on=date(2025, 12, 31))

    found = metric_totals(ask("win_rate", "ads", "cycle_days", "won_value", period=JANUARY))

    assert found["win_rate"].value == Decimal("0.6667")
    assert (found["ads"].value, found["ads"].companion) == (Decimal("750.00"), Decimal("750.00"))
    assert (found["cycle_days"].value, found["cycle_days"].companion) == (Decimal("16.0"), Decimal("16.0"))
    assert found["won_value"].value == Decimal("1500.00")


def test_a_cycle_that_ends_before_it_begins_is_left_out_and_counted():
    WonDealFactory(created_on=date(2026, 3, 1), closed_on=date(2026, 1, 1))
    WonDealFactory(created_on=None)
    WonDealFactory(created_on=date(2026, 1, 15), closed_on=date(2026, 1, 15))

    metric = metric_totals(ask("cycle_days"))["cycle_days"]

    assert (metric.value, metric.n, metric.flags) == (0, 1, ("missing_dates", "low_n"))


def test_money_is_converted_by_the_rate_of_the_closing_day_and_never_one_to_one():
    RateFactory()
    RateFactory(valid_on=date(2026, 1, 16), rate="0.95")
    WonDealFactory(currency="USD", amount_cents=10_001)
    WonDealFactory(currency="USD", amount_cents=10_001, closed_on=date(2026, 1, 16))
    WonDealFactory(currency="GBP", amount_cents=99_999)

    metric = metric_totals(ask("won_value"))["won_value"]

    assert (metric.numerator, metric.n) == (Decimal("185.02"), 2)  # 90.01 + 95.01, half up
    assert "incomplete" in metric.flags


def test_tiers_count_by_the_tier_of_now_of_then_or_the_first():
    made = tiers("top", "wide")
    account = AccountFactory()
    place(account, made["wide"], "2025-12-01", "2026-01-10")
    place(account, made["top"], "2026-01-10")
    WonDealFactory(account=account, closed_on=date(2026, 1, 5))
    WonDealFactory()

    def wins(cohort: Cohort) -> dict[str, Any]:
        return {key: metric.value for key, metric in by_group(ask("won_count", by="tier", cohort=cohort)).items()}

    assert wins(Cohort.NOW) == {"top": 1, "wide": 0, "": 1}
    assert wins(Cohort.THEN) == {"top": 0, "wide": 1, "": 1}
    assert wins(Cohort.FIRST) == {"top": 0, "wide": 1, "": 1}


def test_accounts_are_grouped_by_field_and_by_custom_key():
    WonDealFactory(account=AccountFactory(industry="finance", custom={"Plan %": "gold"}))
    LostDealFactory(account=AccountFactory(industry="marketing"))

    assert {key: metric.value for key, metric in by_group(ask("win_rate", by="industry")).items()} == {
        "finance": 1,
        "marketing": 0,
    }
    assert {key: metric.n for key, metric in by_group(ask("win_rate", by="Plan %")).items()} == {"gold": 1, "": 1}


def test_months_are_listed_only_when_they_are_over():
    WonDealFactory(closed_on=date(2026, 5, 3))
    WonDealFactory(closed_on=date(2026, 7, 3))

    found = {key: metric.value for key, metric in by_group(ask("won_count", by="month")).items()}

    assert found["2026-05"] == 1
    assert found["2026-06"] == 0
    assert list(found)[-1] == "2026-06"


def test_cac_divides_cost_by_accounts_won_for_the_first_time():
    old = AccountFactory()
    WonDealFactory(account=old, closed_on=date(2025, 6, 1))
    WonDealFactory(account=old)
    WonDealFactory()
    WonDealFactory()
    SpendFactory(amount_cents=30_000)
    SpendFactory(spent_on=date(2026, 2, 1))

    metric = metric_totals(ask("cac", period=JANUARY))["cac"]

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("150.00"), Decimal("300.00"), 2)


def test_lagged_cac_looks_one_median_cycle_back():
    WonDealFactory()  # thirty days
    SpendFactory(spent_on=date(2025, 12, 2), amount_cents=70_000)
    SpendFactory(spent_on=date(2025, 12, 1), amount_cents=1)
    SpendFactory(spent_on=date(2026, 1, 2), amount_cents=1)

    assert metric_totals(ask("cac_lagged", period=JANUARY))["cac_lagged"].value == Decimal("700.00")


def test_ltv_margin_comes_out_of_contracts_as_in_the_worked_example():
    for _ in range(44):
        ContractFactory()
    for month in (1, 2, 3, 4, 5, 6):  # 50 + 49 + … + 45 customers at month start, one lost in each month
        ContractFactory(account__churned_on=date(2026, month, 15))

    found = metric_totals(ask("ltv_margin", "churn", "arpa", "mrr", "arr", period=Period(date(2026, 1, 1), TODAY)))

    assert (found["churn"].numerator, found["churn"].denominator) == (6, 285)
    assert found["arpa"].value == Decimal("500.00")
    assert found["ltv_margin"].value == Decimal("16625.00")  # 500 × 0.70 ÷ (6 ÷ 285)
    assert (found["mrr"].value, found["arr"].value) == (Decimal("22000.00"), Decimal("264000.00"))


def test_a_contract_that_ran_out_is_a_customer_lost():
    ContractFactory(ends_on=date(2026, 3, 1))
    ContractFactory()

    found = metric_totals(ask("churn", "mrr", period=Period(None, date(2026, 5, 1))))

    assert (found["churn"].numerator, found["churn"].denominator) == (1, 2 + 2 + 2 + 2 + 1 + 1)
    assert found["mrr"].value == Decimal("500.00")


def test_without_contracts_won_deals_are_spread_over_their_term():
    MetricSettings.objects.create(default_margin_bp=5000)
    WonDealFactory(amount_cents=120_000, one_time_fees_cents=60_000, term_months=6)
    WonDealFactory(amount_cents=120_000)

    found = metric_totals(ask("mrr", "arpa", period=Period(date(2026, 2, 1), date(2026, 3, 1))))

    assert (found["mrr"].value, found["mrr"].n) == (Decimal("200.00"), 2)
    assert found["mrr"].flags == ("assumed_term",)


def test_margin_is_the_contracts_then_the_deals_then_the_workspaces():
    deal = WonDealFactory(gross_margin_bp=2000)
    ContractFactory(account=deal.account, deal=deal, gross_margin_bp=9000)
    WonDealFactory(gross_margin_bp=2000)

    assert metric_totals(ask("ltv_historic"))["ltv_historic"].numerator == Decimal("1100.00")
    WonDealFactory()
    assert metric_totals(ask("ltv_historic"))["ltv_historic"].reason == "no_margin"
    MetricSettings.objects.create(default_margin_bp=1000)
    assert metric_totals(ask("ltv_historic"))["ltv_historic"].numerator == Decimal("1200.00")


def test_ltv_cac_uses_the_variants_asked_for():
    WonDealFactory(gross_margin_bp=5000)
    SpendFactory(amount_cents=10_000)

    metric = metric_totals(ask("ltv_cac", variants=Variants("historic", "cac")))["ltv_cac"]

    assert metric.value == Decimal("5.00")


def test_open_deals_are_those_open_when_the_period_ends_in_a_qualified_stage():
    DealFactory(created_on=date(2026, 1, 5), stage="Demo")
    DealFactory(created_on=date(2026, 2, 5), stage="Demo")
    WonDealFactory(created_on=date(2026, 1, 5), closed_on=date(2026, 2, 5), stage="Won")
    DealFactory(stage="Idea")

    assert metric_totals(ask("open_count", period=JANUARY))["open_count"].value == 3
    MetricSettings.objects.create(qualified_stages=["Demo"])
    assert metric_totals(ask("open_count"))["open_count"].value == 2


def test_coverage_weighs_what_is_due_against_the_quota_left():
    Target.objects.create(month=date(2026, 1, 1), amount_cents=260_000)
    WonDealFactory()
    DealFactory(amount_cents=480_000, currency="EUR", expected_close_on=date(2026, 1, 30))
    DealFactory(amount_cents=480_000, currency="EUR", expected_close_on=date(2026, 2, 1))

    assert metric_totals(ask("pipeline_coverage", period=JANUARY))["pipeline_coverage"].value == Decimal("3.00")


def test_tier_churn_counts_who_came_and_went():
    made = tiers("top")
    place(AccountFactory(), made["top"], "2025-12-01")
    place(AccountFactory(), made["top"], "2025-12-01", "2026-01-15")
    place(AccountFactory(), made["top"], "2026-01-15")

    metric = by_group(ask("tier_churn", by="tier", period=JANUARY))["top"]

    assert (metric.numerator, metric.denominator) == (2 * Decimal("91.3125"), 4 * 31)


def test_a_metric_that_cannot_be_divided_so_says_it():
    WonDealFactory()

    (group,) = metric_groups(ask("win_rate", "cac", by="persona"))

    assert [metric.reason for metric in group.metrics] == [None, "not_meaningful_for_this_grouping"]
