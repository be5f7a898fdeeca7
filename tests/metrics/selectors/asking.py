"""Asks one source for its rows, as the totals and the drill-down do."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg2 import sql

from metrics.selectors.sources import Source, fetch
from metrics.selectors.totals import ask_of
from tests.metrics.selectors.test_totals import ask


def source_rows(source: Source, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    """The source's rows by day and id, reduced to these columns."""
    asked = ask_of(ask(**given))
    listed = sql.SQL("select * from ({}) listed order by on_date nulls first, id").format(source.rows(asked))
    return [tuple(row[name] for name in columns) for row in fetch(listed, asked.parameters())]


def day(month: int, number: int, year: int = 2026) -> date:
    """A day of 2026."""
    return date(year, month, number)
