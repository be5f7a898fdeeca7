"""The rows behind a number as a page and a file show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from common.formats import money_text, number_text
from metrics.selectors.rows import MetricRow, rows_total
from metrics.wording import COLUMNS, FACTS


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind on this page, with the sums over all its rows on all pages."""

    label: str
    columns: list[str]
    lines: list[dict[str, Any]]
    totals: list[str]
    count: int


def _text(name: str, value: Any, currency: str) -> str:
    if value is None:
        return "–"
    return money_text(int(value), currency) if name.endswith("_cents") else number_text(value)


def _href(row: MetricRow) -> str:
    if not row.account_public_id:
        return ""
    try:
        return reverse("accounts:detail", args=[row.account_public_id])
    except NoReverseMatch:
        return ""


def row_sections(listed: Sequence[MetricRow], all_rows: Sequence[MetricRow], currency: str) -> list[Section]:
    """This function will set a page of rows out by kind, each with the totals of the whole."""
    sections = []
    for fact in dict.fromkeys(row.fact for row in all_rows):
        whole = [row for row in all_rows if row.fact is fact]
        names = list(whole[0].numbers)
        sections.append(
            Section(
                label=str(FACTS[fact.value]),
                columns=[str(COLUMNS[name]) for name in names],
                lines=[
                    {
                        "row": row,
                        "href": _href(row),
                        "cells": [_text(name, row.numbers[name], currency) for name in names],
                    }
                    for row in listed
                    if row.fact is fact
                ],
                totals=[_text(name, rows_total(whole, name), currency) for name in names],
                count=len(whole),
            )
        )
    return sections


def rows_header(rows: Sequence[MetricRow]) -> list[str]:
    """This function will name the columns of a drill-down's file: one a number that any kind of row has.

    Money stands there as decimals, so its columns do not speak of cents.
    """
    return ["rows", "date", "what", "account", *(name.removesuffix("_cents") for name in _numbers(rows))]


def _numbers(rows: Sequence[MetricRow]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.numbers))


def rows_lines(rows: Iterable[MetricRow]) -> Iterator[list[Any]]:
    """This function will write a drill-down's file; money as decimals."""
    listed = list(rows)
    names = _numbers(listed)
    for row in listed:
        numbers = [_plain(name, row.numbers.get(name)) for name in names]
        yield [row.fact.value, row.on, row.label, row.account, *numbers]


def _plain(name: str, value: Any) -> Any:
    return Decimal(value) / 100 if value is not None and name.endswith("_cents") else value
