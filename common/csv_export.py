"""CSV files that open safely in a spreadsheet, written line by line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the machine's code page

# Spreadsheets run a cell as a formula when it begins so, also after blanks and in the full-width forms of East Asian
# keyboards (which some of them fold first).
FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r\n]|^[\t\r\n]")

Cell = str | int | float | Decimal | bool | date | datetime | None


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def cell_text(value: Any) -> str:
    """This function will write one cell for a machine: ISO days and instants, numbers with a point, None as nothing.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers, also negative ones, stay.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return cell_text("; ".join(str(part) for part in value))
    text = str(value)
    return "'" + text if FORMULA.match(text) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """This function will yield the lines of a CSV file: byte order mark, header, rows; CRLF and quotes as needed."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield str(writer.writerow([cell_text(str(name)) for name in header]))
    for row in rows:
        yield str(writer.writerow([cell_text(value) for value in row]))


def csv_response(filename: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """This function will answer with a CSV download.

    A streamed body is read after the request's transaction has ended: rows that come from the database go through
    ``users.downloads.csv_download``, which binds the workspace again.
    """
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
