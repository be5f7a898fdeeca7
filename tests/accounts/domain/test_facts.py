"""The one table of fields."""

from __future__ import annotations

from accounts.domain.facts import ABSENT, ACCOUNT, CONTRACT, record_read


def test_a_record_is_read_field_by_field_and_every_fault_is_named() -> None:
    values, problems = record_read(ACCOUNT, {"name": "A", "employees": "x", "color": 1, "city": None})
    assert values == {"name": "A", "city": None}
    assert [(problem.column, problem.code) for problem in problems] == [
        ("employees", "not_a_number"),
        ("color", "unknown_field"),
    ]


def test_required_fields_are_known() -> None:
    assert ACCOUNT.required == ("name",)
    assert CONTRACT.required == ("starts_on", "mrr", "currency")
    assert repr(ABSENT) == "ABSENT"
