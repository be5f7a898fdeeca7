"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.money import AmountRefused, cents, decimal_parse, integer_parse, money_parse, percent_parse

READ = {
    "$514,405.0": "514405.0", "36.9 Million": "36900000", "1 234,56": "1234.56", "$500,343 ": "500343",
    "(1,234.50)": "-1234.50", "-5": "-5", "−5": "-5", "1.234,56": "1234.56", "1,234": "1234", "1.234": "1.234",
    "€ 1.234.567": "1234567", "12,5": "12.5", "USD 5k": "5000", "5 EUR": "5", "1,23,456": "123456",
    "1\u00a0234,5": "1234.5", "2,5 M€": "2500000", "3 bn": "3000000000", "0,50": "0.50",
}  # fmt: skip


@pytest.mark.parametrize("text", list(READ))
def test_an_amount_is_read_exactly(text: str) -> None:
    assert money_parse(text) == Decimal(READ[text])


@pytest.mark.parametrize("text", ["", "many", "12,34,56", "1.2.3", "4.5E3", "٣", "5 apples", "--5", "(5", "1,2345,678"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountRefused):
        money_parse(text)


def test_a_declared_mark_settles_what_could_be_read_twice() -> None:
    assert (money_parse("1.234", mark=","), money_parse("1,234", mark=",")) == (Decimal(1234), Decimal("1.234"))
    assert money_parse("1,234.5", mark=".") == Decimal("1234.5")
    with pytest.raises(AmountRefused):
        money_parse("1,234.5", mark=",")


def test_percentages_and_whole_numbers() -> None:
    assert percent_parse("-32.4%") == Decimal("-32.4")
    assert percent_parse("12,5 %") == Decimal("12.5")
    assert integer_parse("2,300,000") == 2_300_000
    with pytest.raises(AmountRefused):
        integer_parse("1.5")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False))
def test_a_plain_decimal_comes_back_and_its_cents_are_exact(value: Decimal) -> None:
    assert decimal_parse(str(value)) == value
    assert cents(value) == int(value * 100)


def test_cents_are_rounded_half_up_and_bounded() -> None:
    assert (cents(Decimal("0.005")), cents(Decimal("-0.005"))) == (1, -1)
    with pytest.raises(AmountRefused):
        cents(Decimal(10) ** 20)
