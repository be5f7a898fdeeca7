"""Formats are declared; what does not fit them is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.domain.problems import ValueRefused
from crm.domain.formats import FormatUnknown, format_reader, scaled


def test_each_format_reads_what_it_says() -> None:
    assert format_reader("money")("36.9 Million") == Decimal("36900000")
    assert format_reader("money:,")("1.234") == Decimal("1234")
    assert format_reader("percent")("-32.4%") == Decimal("-32.4")
    assert format_reader("integer")("2,300,000") == 2_300_000
    assert format_reader("date:%d-%b-%y")("27-Mar-12") == date(2012, 3, 27)
    assert format_reader("country_name")("Magyarország") == "HU"
    assert format_reader("bool")("Yes") is True
    assert format_reader("list")("a, b,") == ["a", "b"]
    assert format_reader("domain")("http://www.acme.test/x") == "acme.test"
    assert format_reader("domain")("nothing") is None


@pytest.mark.parametrize("spec", ["", "mony", "money:x", "date", "date:%d", "date:%Y-%m", "integer:5", "list:long"])
def test_what_is_no_format_is_refused(spec: str) -> None:
    with pytest.raises(FormatUnknown):
        format_reader(spec)


@pytest.mark.parametrize(("spec", "text"), [("date:%d/%m/%Y", "31/02/2020"), ("bool", "maybe"), ("integer", "1.5"),
                                            ("money", "many"), ("country_name", "Atlantis")])  # fmt: skip
def test_what_does_not_fit_is_refused(spec: str, text: str) -> None:
    with pytest.raises(ValueRefused):
        format_reader(spec)(text)


def test_a_scale_multiplies_numbers_alone() -> None:
    assert scaled("1100.04", Decimal(1_000_000)) == Decimal("1100040000")
    for bad in ("many", True, ["1"]):
        with pytest.raises(ValueRefused):
            scaled(bad, Decimal(2))
