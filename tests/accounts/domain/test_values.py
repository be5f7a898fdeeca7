"""One value of one field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.domain.problems import ValueRefused
from accounts.domain.values import Field, Kind

READ: list[tuple[Field, Any, Any]] = [
    (Field("f", Kind.TEXT, limit=5), " ab ", "ab"),
    (Field("f", Kind.TEXT), 5, "5"),
    (Field("f", Kind.TEXT), "", None),
    (Field("f", Kind.TEXT, empty=""), None, ""),
    (Field("f", Kind.INTEGER), "12.0", 12),
    (Field("f", Kind.INTEGER), 12, 12),
    (Field("f", Kind.MONEY), "12.345", 1235),
    (Field("f", Kind.MONEY), 0.1, 10),
    (Field("f", Kind.PERCENT), "-32.4", -3240),
    (Field("f", Kind.DATE), "2024-02-29", date(2024, 2, 29)),
    (Field("f", Kind.INSTANT), "2024-01-01T12:00:00+02:00", datetime(2024, 1, 1, 10, tzinfo=UTC)),
    (Field("f", Kind.BOOL), "Yes", True),
    (Field("f", Kind.CHOICE, choices=("new_one",)), "New one", "new_one"),
    (Field("f", Kind.COUNTRY), "hu", "HU"),
    (Field("f", Kind.CURRENCY), "eur", "EUR"),
    (Field("f", Kind.EMAIL), "Ann@Acme.Test", "ann@acme.test"),
    (Field("f", Kind.LIST), "SAP", ["SAP"]),
    (Field("f", Kind.LIST), ["a", "a", "", None, "b"], ["a", "b"]),
    (Field("f", Kind.OBJECT), {"a": 1, "b": None, "c": ["x"]}, {"a": 1, "b": None, "c": ["x"]}),
]


@pytest.mark.parametrize("number", range(len(READ)))
def test_a_value_is_read(number: int) -> None:
    field, given, stored = READ[number]
    assert field.read(given) == stored


BAD: list[tuple[Field, Any, str]] = [
    (Field("f", Kind.TEXT, limit=5), "abcdef", "too_long"),
    (Field("f", Kind.TEXT), ["a"], "not_text"),
    (Field("f", Kind.TEXT), "a\u202eb", "hidden_character"),
    (Field("f", Kind.TEXT, required=True), "  ", "required"),
    (Field("f", Kind.INTEGER), "1.5", "not_whole"),
    (Field("f", Kind.INTEGER), True, "not_a_number"),
    (Field("f", Kind.INTEGER, low=0), -1, "out_of_range"),
    (Field("f", Kind.INTEGER), "٣", "not_a_number"),
    (Field("f", Kind.MONEY), "1e99", "not_a_number"),
    (Field("f", Kind.MONEY), "9" * 25, "out_of_range"),
    (Field("f", Kind.PERCENT, low=0, high=100), "100.01", "out_of_range"),
    (Field("f", Kind.DATE), "2024-02-30", "not_a_date"),
    (Field("f", Kind.DATE), "20240229", "not_a_date"),
    (Field("f", Kind.INSTANT), "yesterday", "not_an_instant"),
    (Field("f", Kind.INSTANT), "0001-01-01T00:00:00Z", "not_an_instant"),
    (Field("f", Kind.INSTANT), "9999-12-31T23:59:59-05:00", "not_an_instant"),
    (Field("f", Kind.BOOL), "maybe", "not_a_bool"),
    (Field("f", Kind.CHOICE, choices=("a",)), "b", "not_a_choice"),
    (Field("f", Kind.COUNTRY), "Hungary", "not_a_country_code"),
    (Field("f", Kind.CURRENCY), "XXXX", "not_a_currency"),
    (Field("f", Kind.EMAIL), "ann at acme", "not_an_email"),
    (Field("f", Kind.DOMAIN), "co.uk", "public_suffix"),
    (Field("f", Kind.OBJECT), [1], "not_an_object"),
    (Field("f", Kind.OBJECT), {"a": {"b": 1}}, "not_text"),
    (Field("f", Kind.LINKS), [{"who": 1}], "not_an_object"),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_what_does_not_fit_is_refused_with_a_code(number: int) -> None:
    field, given, code = BAD[number]
    with pytest.raises(ValueRefused) as caught:
        field.read(given)
    assert caught.value.problem.code == code
