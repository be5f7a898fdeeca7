"""Rows through a mapping."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.domain.facts import ABSENT, ACCOUNT, DEAL
from crm.domain.mapping import MappingRefused, mapping_parse
from crm.domain.rowmap import RowMapper


def through(spec: dict[str, Any], header: list[str], cells: list[Any], facts: Any = ACCOUNT, **how: Any) -> Any:
    mapper = RowMapper(mapping_parse(spec, facts), header, facts, **how)
    values, problems = mapper.read((7, cells))
    return dict(zip(mapper.fields, values, strict=True)), [(p.line, p.column, p.code) for p in problems]


def test_formats_scales_values_blanks_and_constants_work_together() -> None:
    spec = {
        "external_id": {"column": "Id"},
        "fields": {
            "name": {"column": "Firm"},
            "annual_revenue": {"column": "Rev ($M)", "format": "money", "scale": 1_000_000},
            "currency": {"const": "usd"},
            "country": {"column": "Place", "format": "country_name", "values": {"Philipines": "PH"}},
            "industry": {"column": "Sector", "empty": ["Select", "-"]},
            "customer_since": {"column": "Since", "format": "date:%d-%b-%y"},
            "growth_pct": {"column": "Growth", "format": "percent"},
            "technologies": {"column": "Stack", "format": "list:;"},
        },
        "custom": ["Rank"],
    }
    header = ["Id", "Firm", "Rev ($M)", "Place", "Sector", "Since", "Growth", "Stack", "Rank"]
    values, problems = through(
        spec, header, ["1", "Walmart ", "$514,405.0", "Philipines", "Select", "27-Mar-12", "2.8%", "SAP; Word", "4"]
    )
    assert problems == []
    assert values == {
        "external_id": "1",
        "name": "Walmart",
        "annual_revenue": 51_440_500_000_000,
        "currency": "USD",
        "country": "PH",
        "industry": None,
        "customer_since": date(2012, 3, 27),
        "growth_pct": 280,
        "technologies": ["SAP", "Word"],
        "custom": {"Rank": "4"},
    }


def test_every_bad_cell_is_told_with_line_and_column() -> None:
    spec = {"fields": {"name": "N", "employees": "E", "country": {"column": "C", "format": "country_name"}}}
    _, problems = through(spec, ["N", "E", "C"], ["", "1,5", "Atlantis"])
    assert problems == [(7, "N", "required"), (7, "E", "not_a_number"), (7, "C", "not_a_country")]


def test_a_blank_account_reference_leaves_the_account_alone() -> None:
    values, _ = through({"fields": {"account_name": "A", "amount": "V"}}, ["A", "V"], ["", ""], DEAL)
    assert values == {"account_name": ABSENT, "amount": None}


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(MappingRefused, match="The file has no column Name; it has: Firm"):
        through({"fields": {"name": {"column": "Name"}}}, ["Firm"], ["x"])


def test_json_values_pass_with_their_types() -> None:
    spec = {"fields": {"name": "name", "employees": "employees"}}
    header = ["name", "employees", "custom"]
    values, _ = through(spec, header, ["A", 5, {"Plan": "Gold", "Seats": 3}], native=True)
    assert values == {"name": "A", "employees": 5, "custom": {"Plan": "Gold", "Seats": 3}}
    values, _ = through(spec, header, ["A", ABSENT, ABSENT], native=True)
    assert values == {"name": "A", "employees": ABSENT, "custom": ABSENT}
