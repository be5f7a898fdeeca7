"""Recurring revenue and churn."""

from __future__ import annotations

from decimal import Decimal

from metrics.domain import recurring
from metrics.domain.sums import Sums, Terms

TERMS = Terms()


def test_arpa_is_revenue_per_customer_and_month():
    metric = recurring.arpa(Sums(mrr_cents=150_000, customer_months=3), TERMS)

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("500.00"), Decimal("1500.00"), 3)


def test_arpa_without_customers_has_a_reason():
    assert recurring.arpa(Sums(), TERMS).reason == "no_customers"


def test_arr_is_twelve_months_of_the_latest_mrr():
    sums = Sums(latest_mrr_cents=12_345, latest_customers=2, mrr_assumed_term=1)

    assert recurring.mrr(sums, TERMS).value == Decimal("123.45")
    assert recurring.arr(sums, TERMS).value == Decimal("1481.40")
    assert recurring.arr(sums, TERMS).flags == ("assumed_term",)


def test_churn_is_lost_per_customer_month():
    metric = recurring.churn(Sums(churn_start=300, churn_lost=6, churn_recorded=6), TERMS)

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("0.0200"), 6, 300)


def test_no_loss_ever_recorded_is_not_zero_churn():
    assert recurring.churn(Sums(churn_start=300), TERMS).reason == "no_churn_recorded"


def test_a_group_that_lost_nobody_has_zero_churn_where_losses_are_recorded():
    assert recurring.churn(Sums(churn_start=300, churn_recorded=1), TERMS).value == 0


def test_churn_without_customers_at_the_start_has_a_reason():
    assert recurring.churn(Sums(churn_recorded=1), TERMS).reason == "no_customers"
