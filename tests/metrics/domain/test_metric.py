"""Metrics round half up, keep their fraction exact, and have a value or a reason."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.metric import Unit, money, quotient, round_half_up, rounded, share, total, undefined


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.345", 2, "2.35"),
        ("2.335", 2, "2.34"),
        ("0.00005", 4, "0.0001"),
        ("42.85", 1, "42.9"),
        ("-2.345", 2, "-2.35"),
    ],
)
def test_rounding_is_half_up_away_from_zero(value, places, expected):
    assert str(rounded(Fraction(value), places)) == expected
    assert str(round_half_up(Decimal(value), places)) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [(Unit.MONEY, "0.67"), (Unit.SHARE, "0.6667"), (Unit.RATIO, "0.67"), (Unit.DAYS, "0.7"), (Unit.MONTHS, "0.7")],
)
def test_each_unit_has_its_number_of_decimals(unit, expected):
    assert str(quotient("x", unit, 2, 3, n=3).value) == expected


def test_the_fraction_stays_exact():
    metric = quotient("x", Unit.MONEY, Decimal("10.00"), 3, n=3)

    assert (metric.numerator, metric.denominator, metric.exact) == (Decimal("10.00"), 3, Fraction(10, 3))


def test_a_metric_without_value_keeps_its_known_part():
    metric = undefined("cac", Unit.MONEY, "no_new_customers", numerator=Decimal("5.00"), denominator=0)

    assert (metric.value, metric.reason, metric.numerator) == (None, "no_new_customers", Decimal("5.00"))
    with pytest.raises(ValueError, match="no_new_customers"):
        _ = metric.exact


def test_flags_are_kept_once_in_order():
    assert total("x", Unit.COUNT, 1, n=1, flags=["a"]).flagged("b", "a").flags == ("a", "b")


def test_cents_are_written_with_two_places():
    assert str(money(1_000_553_400)) == "10005534.00"


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_carries_an_interval_around_it(part, more):
    metric = share("x", part, part + more)

    assert metric.interval is not None
    assert metric.interval.low <= float(metric.exact) <= metric.interval.high
