from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csv_export import cell_text, csv_lines, csv_response

DANGEROUS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " ＝1",
        "\ufeff=1",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(text):
    assert cell_text(text) == "'" + text


@pytest.mark.parametrize("text", ["Acme", "a=b", "1-2", "", "x@y.test", "  Acme"])
def test_harmless_text_stays(text):
    assert cell_text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5, "-5"),
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (None, ""),
        (True, "true"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00+00:00"),
        (["a", "b"], "a; b"),
        (["=1"], "'=1"),
    ],
)
def test_values_are_written_for_a_machine(value, text):
    assert cell_text(value) == text


@given(st.text())
def test_no_text_cell_ever_begins_like_a_formula(text):
    written = cell_text(text)

    assert not written.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not written.startswith(("\t", "\r", "\n"))


def test_a_file_has_mark_header_and_quoted_rows():
    written = "".join(csv_lines(["Name", "=Sum"], [['Ann "A", Ltd', 5]]))

    assert written == '\ufeffName,\'=Sum\r\n"Ann ""A"", Ltd",5\r\n'


def test_a_download_is_never_sniffed_or_stored():
    response = csv_response("számla.csv", iter([]))

    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''sz%C3%A1mla.csv"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
