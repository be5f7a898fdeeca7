"""Money is converted by the rate of its day, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.currency import DatedRate, RateBook

BOOK = RateBook(
    home="EUR",
    rates=[
        DatedRate("USD", date(2026, 2, 1), Decimal("0.95")),
        DatedRate("USD", date(2026, 1, 1), Decimal("0.90")),
        DatedRate("HUF", date(2026, 1, 1), Decimal("0.0025")),
    ],
)


def test_a_rate_holds_from_its_day_until_the_next():
    days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2027, 1, 1)]

    assert [BOOK.convert(cents=10_000, currency="USD", on=day) for day in days] == [9_000, 9_000, 9_500, 9_500]


def test_before_the_first_rate_nothing_is_converted():
    assert BOOK.convert(cents=10_000, currency="USD", on=date(2025, 12, 31)) is None


def test_an_unknown_currency_is_never_taken_one_to_one():
    assert BOOK.convert(cents=10_000, currency="GBP", on=date(2026, 6, 1)) is None


def test_the_home_currency_needs_no_rate():
    assert BOOK.convert(cents=-123, currency="EUR", on=date(1999, 1, 1)) == -123


def test_a_converted_amount_is_rounded_half_up_to_the_cent():
    assert BOOK.convert(cents=200, currency="HUF", on=date(2026, 1, 1)) == 1
    assert BOOK.convert(cents=199, currency="HUF", on=date(2026, 1, 1)) == 0


@given(st.integers(-(10**12), 10**12))
def test_a_converted_amount_is_within_half_a_cent(cents):
    converted = BOOK.convert(cents=cents, currency="USD", on=date(2026, 1, 15))

    assert converted is not None
    assert abs(Decimal(converted) - Decimal(cents) * Decimal("0.90")) <= Decimal("0.5")
