"""Cost per customer, LTV:CAC, payback and return: worked examples and edges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from metrics.domain import acquisition
from metrics.domain.sums import Sums, Terms
from tests.metrics.domain.test_lifetime import EXAMPLE

TERMS = Terms()


def test_cac_is_cost_per_new_customer():
    metric = acquisition.cac(Sums(spend_cents=10_000_00, spend_n=3, new_customers=3), TERMS)

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("3333.33"), Decimal("10000.00"), 3)


def test_cac_without_new_customers_still_shows_the_spend():
    metric = acquisition.cac(Sums(spend_cents=500_00, spend_n=1), TERMS)

    assert (metric.value, metric.reason, metric.numerator) == (None, "no_new_customers", Decimal("500.00"))


@pytest.mark.parametrize("entries", [0, 1])
def test_cac_without_spend_is_unknown_not_zero(entries):
    assert acquisition.cac(Sums(spend_n=entries, new_customers=4), TERMS).reason == "no_spend_recorded"


def test_lagged_cac_takes_the_cost_of_the_earlier_window():
    sums = Sums(spend_cents=999, spend_n=1, lagged_cents=40_000, lagged_n=2, new_customers=4)

    assert acquisition.cac_lagged(sums, TERMS).value == Decimal("100.00")


def test_lagged_cac_without_cost_that_far_back_is_unknown():
    assert acquisition.cac_lagged(Sums(spend_cents=9, spend_n=1, new_customers=1), TERMS).reason == "no_spend_recorded"


def test_ltv_cac_divides_the_exact_values():
    sums = replace(EXAMPLE, spend_cents=437_500 * 3, spend_n=1, new_customers=3)

    assert acquisition.ltv_cac(sums, TERMS).value == Decimal("4.00")


def test_ltv_cac_takes_the_variants_by_name():
    sums = replace(EXAMPLE, lagged_cents=1_000_000, lagged_n=1, new_customers=2, historic_cents=2_000_000)

    assert acquisition.ltv_cac(sums, TERMS, ltv="historic", cost="cac_lagged").value == Decimal("2.00")


def test_ltv_cac_without_either_part_has_its_reason():
    assert acquisition.ltv_cac(EXAMPLE, TERMS).reason == "no_spend_recorded"
    assert acquisition.ltv_cac(Sums(spend_cents=1, spend_n=1, new_customers=1), TERMS).reason == "no_customers"


def test_payback_matches_the_worked_example():
    sums = replace(EXAMPLE, spend_cents=1_500_000, spend_n=1, new_customers=1)

    assert acquisition.payback_months(sums, TERMS).value == Decimal("42.9")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"profit_cents": 0}, "margin_not_positive"),
        ({"profit_cents": -5}, "margin_not_positive"),
        ({"mrr_no_margin": 2}, "no_margin"),
        ({"mrr_cents": 0}, "no_recurring_revenue"),
        ({"customer_months": 0}, "no_customers"),
        ({"spend_n": 0}, "no_spend_recorded"),
    ],
)
def test_payback_has_a_reason_for_having_no_value(change, reason):
    sums = replace(EXAMPLE, **{"spend_cents": 1, "spend_n": 1, "new_customers": 1, **change})

    assert acquisition.payback_months(sums, TERMS).reason == reason


def test_roi_is_return_on_cost_and_never_claims_a_cause():
    metric = acquisition.roi(Sums(abs_profit_cents=300_00, abs_won=2, spend_cents=100_00, spend_n=1), TERMS)

    assert (metric.value, metric.flags) == (Decimal("2.00"), ("not_causal",))


def test_roi_without_cost_or_margin_has_a_reason():
    assert acquisition.roi(Sums(), TERMS).reason == "no_spend_recorded"
    assert acquisition.roi(Sums(spend_cents=1, spend_n=1, abs_no_margin=1), TERMS).reason == "no_margin"


def test_spend_unrecorded_is_unknown():
    assert acquisition.spend(Sums(), TERMS).reason == "no_spend_recorded"
    assert acquisition.spend(Sums(spend_cents=1234, spend_n=2), TERMS).value == Decimal("12.34")


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [("0.9", "loses_money"), ("2", "thin"), ("3", "healthy"), ("5", "healthy"), ("5.1", "may_underspend")],
)
def test_ratios_are_read_by_the_published_bands(ratio, verdict):
    assert acquisition.ratio_verdict(Fraction(ratio)) == verdict
