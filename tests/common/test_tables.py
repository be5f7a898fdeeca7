from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from common.tables import (
    DataTable,
    MoneyColumn,
    NameColumn,
    NumberColumn,
    Sort,
    export_header,
    export_rows,
    sort_from,
)


@dataclass
class Row:
    name: str = "<Acme>"
    fit_milli: int | None = 62_450
    amount_cents: int | None = -1250
    currency: str = "EUR"
    margin_bp: int | None = 1250


class RowTable(DataTable):
    name = NameColumn(verbose_name="Name")
    fit_milli = NumberColumn(verbose_name="Fit")
    amount_cents = MoneyColumn(verbose_name="Amount")
    margin_bp = NumberColumn(verbose_name="Margin", places=1)
    sortable = ("name", "fit_milli")


def _html(**more):
    request = RequestFactory().get("/accounts/", {"tier": "1", "page": "3"})
    table = RowTable([Row()], sort=Sort("fit_milli", True), **more)
    return render_to_string("components/table.html", {"table": table, "target": "#list"}, request)


@pytest.mark.parametrize(
    ("raw", "sort"),
    [
        ("name", Sort("name")),
        ("-name", Sort("name", descending=True)),
        *((raw, Sort("fit", descending=True)) for raw in (None, "password", "--name", "-")),
    ],
)
def test_an_order_that_is_not_allowed_means_the_default(raw, sort):
    assert sort_from(raw, allowed=("name", "fit"), default="-fit") == sort


def test_heads_say_how_the_list_is_sorted_and_lead_to_the_other_way():
    html = _html()

    assert 'aria-sort="descending"' in html
    assert 'href="?tier=1&amp;sort=fit_milli"' in html
    assert 'hx-get="/accounts/?tier=1&amp;sort=name"' in html
    assert html.count("aria-sort") == 2


def test_a_name_is_escaped_and_kept_apart_from_the_text_direction():
    assert "<bdi>&lt;Acme&gt;</bdi>" in _html()


def test_cells_are_written_for_the_reader():
    html = _html()

    assert "-€12.50" in html
    assert "62,450" in html
    assert "1,250.0" in html


def test_columns_can_be_chosen_and_ordered():
    table = RowTable([Row()], sequence=["margin_bp", "name"])

    assert [head.name for head in table.headers] == ["margin_bp", "name"]


def test_an_export_holds_plain_values():
    assert export_header(RowTable) == ["Name", "Fit", "Amount", "Margin"]
    assert list(export_rows(RowTable, [Row(), Row(fit_milli=None)], batch=1)) == [
        ["<Acme>", 62_450, Decimal("-12.5"), 1250],
        ["<Acme>", None, Decimal("-12.5"), 1250],
    ]


def test_an_unknown_value_is_shown_as_unknown():
    html = render_to_string(
        "components/table.html", {"table": RowTable([Row(amount_cents=None)])}, RequestFactory().get("/")
    )

    assert "unknown</span>" in html
