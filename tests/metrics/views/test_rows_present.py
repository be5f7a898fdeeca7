"""The rows behind a number stand by kind, each kind with the sums over all its pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from metrics.domain.catalogue import Fact
from metrics.selectors.rows import MetricRow
from metrics.views.rows_present import row_sections, rows_header, rows_lines


def row(fact: Fact = Fact.SPEND, number: int = 1, **numbers: Any) -> MetricRow:
    return MetricRow(fact, "spend", number, date(2026, 1, number), numbers, label=f"cost {number}", account="Acme")


def test_a_section_adds_up_all_rows_and_lists_those_of_the_page():
    rows = [row(number=n, spend_cents=n * 100_000, spend_unconverted=0) for n in (1, 2, 3)]

    (section,) = row_sections(rows[:1], rows, "EUR")

    assert (section.label, section.columns, section.count) == ("Cost", ["Cost borne", "No rate"], 3)
    assert [line["cells"] for line in section.lines] == [["€1,000.00", "0"]]
    assert section.totals == ["€6,000.00", "0"]


def test_an_unknown_number_is_a_dash_and_adds_nothing():
    rows = [row(spend_cents=None, spend_unconverted=1), row(number=2, spend_cents=-5, spend_unconverted=0)]

    (section,) = row_sections(rows, rows, "EUR")

    assert [line["cells"] for line in section.lines] == [["–", "1"], ["-€0.05", "0"]]
    assert section.totals == ["-€0.05", "1"]


def test_each_kind_of_row_has_its_section_even_when_its_rows_are_on_another_page():
    cost, customer = row(spend_cents=1), row(Fact.CUSTOMER, 2, new_customers=1)

    sections = row_sections([cost], [cost, customer], "EUR")

    assert [(one.label, len(one.lines), one.totals) for one in sections] == [
        ("Cost", 1, ["€0.01"]),
        ("New customers", 0, ["1"]),
    ]


def test_a_row_leads_to_its_account_where_it_has_one():
    key = str(uuid4())
    known = MetricRow(Fact.OPEN, "deal", 1, None, {"open": 1}, account_public_id=key)
    unknown = MetricRow(Fact.OPEN, "deal", 2, None, {"open": 1})

    (section,) = row_sections([known, unknown], [known, unknown], "EUR")

    assert [line["href"] for line in section.lines] == [f"/accounts/{key}/", ""]


def test_no_rows_have_no_sections_and_a_file_of_headings():
    assert row_sections([], [], "EUR") == []
    assert rows_header([]) == ["rows", "date", "what", "account"]
    assert list(rows_lines([])) == []


def test_a_file_has_a_column_for_each_number_of_any_kind_and_money_in_whole_units():
    rows = [row(spend_cents=12_345, spend_unconverted=0), row(Fact.CUSTOMER, 2, new_customers=1), row(spend_cents=None)]

    assert rows_header(rows) == ["rows", "date", "what", "account", "spend", "spend_unconverted", "new_customers"]
    assert list(rows_lines(rows)) == [
        ["spend", date(2026, 1, 1), "cost 1", "Acme", Decimal("123.45"), 0, None],
        ["customer", date(2026, 1, 2), "cost 2", "Acme", None, None, 1],
        ["spend", date(2026, 1, 1), "cost 1", "Acme", None, None, None],
    ]
