"""Win rate, deal size, contract value, cycle, velocity, coverage: the worked examples of docs/formulas.md."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain import sales
from metrics.domain.sums import Sums, Terms

TERMS = Terms()


def test_win_rate_leaves_open_deals_out():
    metric = sales.win_rate(Sums(won=4238, lost=2473, open=2089), TERMS)

    assert (metric.value, metric.numerator, metric.denominator, metric.n) == (Decimal("0.6315"), 4238, 6711, 6711)


def test_win_rate_without_a_closed_deal_has_a_reason_not_a_zero():
    metric = sales.win_rate(Sums(open=5), TERMS)

    assert (metric.value, metric.reason) == (None, "no_closed_deals")


def test_win_rate_carries_wilsons_interval():
    metric = sales.win_rate(Sums(won=10, lost=10), TERMS)

    assert metric.interval is not None
    assert (round(metric.interval.low, 3), round(metric.interval.high, 3)) == (0.299, 0.701)


def test_ads_is_money_per_won_deal_with_its_median_beside_it():
    sums = Sums(won=4238, won_priced=4238, won_value_cents=1_000_553_400, won_median_cents=Decimal("111750"))

    metric = sales.ads(sums, TERMS)

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("2360.91"), Decimal("10005534.00"), 4238)
    assert metric.companion == Decimal("1117.50")


def test_ads_without_won_deals_has_a_reason():
    assert sales.ads(Sums(lost=3), TERMS).reason == "no_won_deals"


def test_ads_counts_a_zero_amount_and_leaves_a_missing_one_out():
    metric = sales.ads(Sums(won=3, won_priced=2, won_value_cents=10_000, won_unpriced=1), TERMS)

    assert (metric.value, metric.flags) == (Decimal("50.00"), ("missing_amount",))


def test_ads_says_when_a_rate_was_missing():
    assert sales.ads(Sums(won=2, won_priced=1, won_value_cents=1, won_unconverted=1), TERMS).flags == ("incomplete",)


def test_ads_of_won_deals_that_all_lack_an_amount_is_unknown():
    assert sales.ads(Sums(won=2, won_unpriced=2), TERMS).reason == "no_amounts"


@pytest.mark.parametrize(
    ("amount", "fees", "term", "renewable", "expected"),
    [
        ((162 + 171 + 180) * 100_000, 0, 36, False, 171 * 100_000),
        (538 * 100_000, 25 * 100_000, 36, False, 171 * 100_000),  # 538 k with 25 k of services
        (400_000, 0, 6, True, 800_000),
        (400_000, 0, 6, False, 400_000),
        (400_000, 0, None, False, 400_000),
        (100, 0, 36, False, 33),
        (500, 0, 24, False, 250),
    ],
)
def test_contract_value_a_year(amount, fees, term, renewable, expected):
    given_terms = {"amount": amount, "one_time_fees": fees, "term_months": term, "renewable": renewable}

    assert sales.contract_acv_cents(**given_terms) == expected


def test_acv_flags_an_assumed_term():
    metric = sales.acv(Sums(won=2, won_priced=2, acv_cents=30_000, acv_assumed_term=1), TERMS)

    assert (metric.value, metric.flags) == (Decimal("150.00"), ("assumed_term",))


def test_cycle_is_the_median_with_the_mean_second():
    sums = Sums(won=4, cycle_n=3, cycle_days=100, cycle_median=Decimal("30"), cycle_excluded=1)

    metric = sales.cycle_days(sums, TERMS)

    assert (metric.value, metric.companion, metric.n) == (Decimal("30.0"), Decimal("33.3"), 3)
    assert metric.flags == ("missing_dates",)


def test_cycle_of_won_deals_without_dates_is_unknown():
    assert sales.cycle_days(Sums(won=2, cycle_excluded=2), TERMS).reason == "no_dates"
    assert sales.cycle_days(Sums(), TERMS).reason == "no_won_deals"


def test_velocity_matches_the_worked_example():
    sums = Sums(
        open=100, won=25, lost=75, won_priced=25, won_value_cents=25 * 5_000_000, cycle_n=25, cycle_median=Decimal(60)
    )

    assert sales.velocity_per_day(sums, TERMS).value == Decimal("20833.33")


def test_velocity_takes_a_same_day_cycle_as_one_day():
    sums = Sums(open=10, won=1, lost=0, won_priced=1, won_value_cents=100_00, cycle_n=1, cycle_median=Decimal(0))

    assert sales.velocity_per_day(sums, TERMS).value == Decimal("1000.00")


def test_velocity_has_the_first_missing_parts_reason():
    assert sales.velocity_per_day(Sums(open=3), TERMS).reason == "no_closed_deals"
    assert sales.velocity_per_day(Sums(open=3, lost=1), TERMS).reason == "no_won_deals"


def test_coverage_matches_the_worked_example():
    metric = sales.pipeline_coverage(Sums(closing_value_cents=480_000_000, quota_cents=160_000_000, quota_n=1), TERMS)

    assert metric.value == Decimal("3.00")


def test_coverage_asked_for_is_one_over_the_win_rate():
    rate = sales.win_rate(Sums(won=22, lost=78), TERMS)

    assert sales.required_coverage(rate) == Decimal("4.55")
    assert rate.exact * 4_800_000 == 1_056_000


def test_coverage_needs_a_quota_and_may_be_met():
    assert sales.pipeline_coverage(Sums(closing_value_cents=1), TERMS).reason == "no_quota_recorded"
    met = Sums(quota_cents=100, quota_n=1, won=1, won_priced=1, won_value_cents=100)
    assert sales.pipeline_coverage(met, TERMS).reason == "met"


def test_no_win_rate_asks_for_no_coverage():
    assert sales.required_coverage(sales.win_rate(Sums(lost=3), TERMS)) is None


def test_won_value_of_deals_that_all_lack_a_rate_is_unknown_and_not_nothing():
    metric = sales.won_value(Sums(won=4, won_unconverted=4), TERMS)

    assert (metric.value, metric.reason, metric.numerator, metric.flags) == (None, "no_amounts", 0, ("incomplete",))


def test_won_value_without_a_won_deal_is_nothing():
    assert sales.won_value(Sums(lost=3), TERMS).value == 0


def test_counts_and_value_are_plain_sums():
    sums = Sums(won=2, lost=3, open=5, won_priced=2, won_value_cents=12_345)

    metrics = (sales.won_count, sales.lost_count, sales.open_count, sales.won_value)
    assert [metric(sums, TERMS).value for metric in metrics] == [2, 3, 5, Decimal("123.45")]


@given(won=st.integers(0, 10**6), lost=st.integers(0, 10**6))
def test_a_win_rate_is_a_share_or_has_a_reason(won, lost):
    metric = sales.win_rate(Sums(won=won, lost=lost), TERMS)

    assert (metric.value is None) == (metric.reason is not None) == (won + lost == 0)
    assert metric.value is None or 0 <= metric.value <= 1


@given(cents=st.integers(0, 10**12), n=st.integers(1, 10**5))
def test_ads_is_within_half_a_cent_of_the_exact_quotient(cents, n):
    metric = sales.ads(Sums(won=n, won_priced=n, won_value_cents=cents), TERMS)

    assert metric.value is not None
    assert abs(metric.value * 100 * n - cents) * 2 <= n
