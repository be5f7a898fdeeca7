"""Tables: columns said once, shown as HTML, sorted through the address, written as CSV.

A view orders and cuts the rows itself (``Sort``, ``common.paging.page_of``); the table only shows what it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from common import formats
from common.templatetags.formats import day, instant, unknown_html


@dataclass(frozen=True)
class Sort:
    """The column a list is ordered by, and which way."""

    key: str
    descending: bool = False

    @property
    def turned(self) -> str:
        """The other direction, as it stands in the address."""
        return self.key if self.descending else f"-{self.key}"


def sort_from(raw: str | None, *, allowed: Collection[str], default: str) -> Sort:
    """This function will read the order from an address; anything not allowed means the default."""
    text = raw or default
    key = text.removeprefix("-")
    if key not in allowed:
        text, key = default, default.removeprefix("-")
    return Sort(key=key, descending=text.startswith("-"))


@dataclass(frozen=True)
class HeaderCell:
    """One column head: ``sort`` is the address value its link leads to, empty when the column cannot be ordered by."""

    name: str
    label: str
    css: str
    sort: str
    aria_sort: str


class NameColumn(tables.Column):  # type: ignore[misc]
    """A name of a company or person, isolated from the text direction around it, linked when ``linkify`` says so."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "cell-name"}})
        super().__init__(**kwargs)

    def render(self, value: Any) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def value(self, value: Any) -> Any:
        return value


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A count or amount, at the end of its cell, with the reader's separators."""

    def __init__(self, *, places: int | None = None, **kwargs: Any) -> None:
        self.places = places
        kwargs.setdefault("attrs", {"th": {"class": "cell-number"}, "td": {"class": "cell-number"}})
        kwargs.setdefault("default", unknown_html)
        super().__init__(**kwargs)

    def render(self, value: Any) -> str:
        return formats.number_text(value, self.places)

    def value(self, value: Any) -> Any:
        return value


class MoneyColumn(NumberColumn):
    """Hundredths of a currency; ``currency`` is a code or the accessor of one on the row."""

    def __init__(self, *, currency: str = "currency", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(**kwargs)

    def render(self, value: int, record: Any) -> str:  # type: ignore[override]
        is_code = len(self.currency) == 3 and self.currency.isupper()
        return formats.money_text(value, self.currency if is_code else A(self.currency).resolve(record))

    def value(self, value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class DayColumn(tables.Column):  # type: ignore[misc]
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "cell-date"}})
        kwargs.setdefault("default", unknown_html)
        super().__init__(**kwargs)

    def render(self, value: Any) -> str:
        return day(value)

    def value(self, value: Any) -> Any:
        return value


class InstantColumn(DayColumn):
    """A moment, in the reader's time zone."""

    def render(self, value: Any) -> str:
        return instant(value)


class DataTable(tables.Table):  # type: ignore[misc]
    """Base of all tables. ``sortable`` names the columns whose head is a link.

    ``sequence=[…]`` shows just these columns, in this order.
    """

    sortable: Sequence[str] = ()

    class Meta:
        template_name = "components/table.html"
        orderable = False
        attrs = {"class": "table table-data"}

    def __init__(self, data: Iterable[Any] = (), *, sort: Sort | None = None, **kwargs: Any) -> None:
        self.sort = sort
        chosen = kwargs.get("sequence")
        if chosen is not None and "exclude" not in kwargs:  # django_tables2 would append what is not named
            kwargs["exclude"] = [name for name in self.base_columns if name not in chosen]
        super().__init__(data=data if isinstance(data, list) else list(data), **kwargs)

    @property
    def headers(self) -> Iterator[HeaderCell]:
        """The heads of the columns shown, in order."""
        for column in self.columns:
            yield self._header(column)

    def _header(self, column: Any) -> HeaderCell:
        css = str(column.attrs.get("th", {}).get("class", ""))
        label = str(column.header)
        if column.name not in self.sortable:
            return HeaderCell(column.name, label, css, "", "")
        if self.sort is None or self.sort.key != column.name:
            return HeaderCell(column.name, label, css, column.name, "none")
        state = "descending" if self.sort.descending else "ascending"
        return HeaderCell(column.name, label, css, self.sort.turned, state)


def export_header(table: type[DataTable], *, columns: Sequence[str] | None = None) -> list[str]:
    """This function will return the column heads of a table's CSV file."""
    return next(iter(table([], **_columns(columns)).as_values()))


def export_rows(
    table: type[DataTable], rows: Iterable[Any], *, columns: Sequence[str] | None = None, batch: int = 1_000
) -> Iterator[Sequence[Any]]:
    """This function will yield the cells of a table's CSV file, reading ``rows`` batch by batch.

    Columns give their ``value``: plain numbers, days and text, not what the page shows.
    """
    waiting: list[Any] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == batch:
            yield from list(table(waiting, **_columns(columns)).as_values())[1:]
            waiting = []
    if waiting:
        yield from list(table(waiting, **_columns(columns)).as_values())[1:]


def _columns(columns: Sequence[str] | None) -> dict[str, Any]:
    return {} if columns is None else {"sequence": [*columns]}
