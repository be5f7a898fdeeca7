"""Lifetime value in its variants: the worked examples of docs/formulas.md and their edges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain import lifetime
from metrics.domain.sums import Sums, Terms

# 100 customer-months of 500.00 with a margin of 70 %, 2 of 100 lost
EXAMPLE = Sums(
    mrr_cents=5_000_000,
    profit_cents=3_500_000,
    customer_months=100,
    churn_start=100,
    churn_lost=2,
    churn_recorded=2,
    revenue_start_cents=5_000_000,
    revenue_kept_cents=4_900_000,
)
TERMS = Terms()


def test_ltv_margin_matches_the_worked_example():
    assert lifetime.ltv_margin(EXAMPLE, TERMS).value == Decimal("17500.00")


def test_ltv_net_divides_by_lost_revenue():
    assert lifetime.ltv_net(EXAMPLE, TERMS).value == Decimal("25000.00")


def test_ltv_discounted_matches_the_worked_example():
    metric = lifetime.ltv_discounted(EXAMPLE, TERMS)

    assert (metric.value, metric.flags) == (Decimal("11783.33"), ())


def test_ltv_discounted_without_discount_is_ltv_margin():
    assert lifetime.ltv_discounted(EXAMPLE, Terms(monthly_discount_bp=0)).value == Decimal("17500.00")


@pytest.mark.parametrize("lost", [0, 1])
def test_a_lifetime_beyond_sixty_months_is_capped(lost):
    metric = lifetime.ltv_margin(replace(EXAMPLE, churn_lost=lost), TERMS)

    assert (metric.value, metric.flags) == (Decimal("21000.00"), ("capped",))


def test_a_capped_ltv_discounted_sums_sixty_months():
    metric = lifetime.ltv_discounted(replace(EXAMPLE, churn_lost=0), TERMS)

    months = sum((Decimal(350) / Decimal("1.01") ** month for month in range(60)), Decimal(0))
    assert metric.flags == ("capped",)
    assert metric.value == months.quantize(Decimal("0.01"))


def test_retained_revenue_of_all_or_more_is_capped():
    metric = lifetime.ltv_net(replace(EXAMPLE, revenue_kept_cents=5_500_000), TERMS)

    assert (metric.value, metric.flags) == (Decimal("30000.00"), ("capped",))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"customer_months": 0}, "no_customers"),
        ({"mrr_no_margin": 1}, "no_margin"),
        ({"mrr_cents": 0}, "no_recurring_revenue"),
        ({"churn_recorded": 0}, "no_churn_recorded"),
        ({"churn_start": 0, "churn_lost": 0}, "no_customers"),
    ],
)
def test_ltv_margin_has_a_reason_for_having_no_value(change, reason):
    assert lifetime.ltv_margin(replace(EXAMPLE, **change), TERMS).reason == reason


def test_ltv_net_asks_for_no_margin():
    assert lifetime.ltv_net(replace(EXAMPLE, mrr_no_margin=1), TERMS).value == Decimal("25000.00")


def test_ltv_transactional_multiplies_order_rhythm_and_margin():
    metric = lifetime.ltv_transactional(
        order_cents=120_000, orders=6, customers=2, years_observed=Decimal(3), years=Decimal(5), margin_bp=5000
    )

    assert metric.value == Decimal("500.00")  # mean order 200, one a year, five years, half of it margin


def test_ltv_transactional_needs_two_orders_per_customer():
    metric = lifetime.ltv_transactional(
        order_cents=100, orders=3, customers=2, years_observed=Decimal(1), years=Decimal(1), margin_bp=1
    )

    assert metric.reason == "fewer_than_two_orders_per_customer"


def test_ltv_historic_is_labelled_so_far_and_averages_over_all():
    metric = lifetime.ltv_historic(Sums(new_customers=4, historic_cents=100_00, historic_orders=3), TERMS)

    assert (metric.value, metric.flags, metric.n) == (Decimal("25.00"), ("so_far",), 4)


def test_ltv_historic_without_margin_or_customers_has_a_reason():
    assert lifetime.ltv_historic(Sums(new_customers=1, historic_no_margin=1), TERMS).reason == "no_margin"
    assert lifetime.ltv_historic(Sums(), TERMS).reason == "no_new_customers"


@given(start=st.integers(1, 10**5), lost=st.integers(0, 10**5), cents=st.integers(1, 10**10))
def test_no_lifetime_value_exceeds_sixty_months_of_profit(start, lost, cents):
    sums = replace(EXAMPLE, churn_start=start, churn_lost=min(lost, start), profit_cents=cents, customer_months=7)

    flat, discounted = lifetime.ltv_margin(sums, TERMS), lifetime.ltv_discounted(sums, TERMS)

    assert flat.value is not None
    assert discounted.value is not None
    assert flat.exact <= 60 * cents / 100 / 7 * (1 + 1e-12)
    assert discounted.value <= flat.value + Decimal("0.01")
