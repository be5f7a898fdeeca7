"""A table read from bytes, row by row, in bounded memory: header, rows with their line numbers, warnings."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import python_calamine

from accounts.domain.facts import ABSENT
from accounts.domain.problems import Problem
from common.text import UNSTORABLE
from crm.domain.csv_strict import csv_records
from crm.domain.problems import FileRefused, file_problem, refuse
from crm.domain.sniff import (
    HEAD,
    UTF16_MARKS,
    Kind,
    delimiter_detect,
    encoding_detect,
    kind_sniff,
    text_decode,
    xlsx_check,
)

MAX_COLUMNS = 1_000
MAX_FIELD = 32_768
MAX_XLSX = 64 * 1024 * 1024  # packed bytes; the whole workbook is held while it is read
READ_THROUGH = 32 << 20  # bytes of a file that is read to its end at once, so that what it holds is told at once
Row = tuple[int, list[Any]]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the mapping may say about the file itself; everything else is found by looking."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    columns: tuple[str, ...] = ()  # keys to look for in NDJSON even where the first records lack them


@dataclass(slots=True)
class Table:
    """An opened table. ``rows`` can be walked once; ``warnings`` may grow while it is."""

    kind: Kind
    header: list[str]
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    warnings: list[Problem] = field(default_factory=list)


def table_open(chunks: Iterable[bytes], options: ReadOptions | None = None) -> Table:
    """This function will open a table from chunks of bytes, reading only as far as its header.

    :raises FileRefused: when it is no table, or its header is unusable; the rows raise the same while they are read.
    """
    options = options or ReadOptions()
    stream = iter(chunks)
    head = b""
    for chunk in stream:
        head += bytes(chunk)
        if len(head) >= HEAD:
            break
    kind = kind_sniff(head)
    whole = chain([head], stream)
    if kind is Kind.XLSX:
        return _xlsx_open(whole, options)
    encoding = encoding_detect(head, options.encoding)
    text = text_decode(whole, encoding, is_certain=head.startswith(UTF16_MARKS))
    if kind is Kind.NDJSON:
        return _ndjson_open(text, encoding, options)
    return _csv_open(text, encoding, options)


def _csv_open(text: Iterator[str], encoding: str, options: ReadOptions) -> Table:
    start = ""
    try:
        while not start.strip():
            start += next(text)
    except StopIteration as error:
        raise refuse("empty_file") from error
    except FileRefused as error:
        raise error.at(error.problem.line or 1, "1") from error
    delimiter = options.delimiter or delimiter_detect(start)
    records = csv_records(chain([start], text), delimiter=delimiter, max_field=MAX_FIELD)
    line, header = next(records, (1, []))
    table = Table(Kind.CSV, header, iter(()), encoding, delimiter)
    dropped = _header_check(table, line)
    table.rows = _rectangular(records, len(header), dropped)
    return table


def _header_check(table: Table, line: int) -> bool:
    """Check the header in place; True when a last column without a name was dropped."""
    if len(table.header) > MAX_COLUMNS:
        raise refuse("too_many_columns", line, limit=MAX_COLUMNS)
    header = [name.strip() for name in table.header]
    dropped = len(header) > 1 and not header[-1]
    if dropped:
        table.warnings.append(file_problem("header_dropped", line, str(len(header)), column=len(header)))
        header.pop()
    seen: set[str] = set()
    for number, name in enumerate(header, start=1):
        if not name:
            raise refuse("header_empty", line, str(number), column=number)
        if name in seen:
            raise refuse("header_duplicate", line, str(number), value=name)
        seen.add(name)
    table.header = header
    return dropped


def _rectangular(records: Iterator[Row], width: int, dropped: bool) -> Iterator[Row]:
    """Pass the rows on, refusing any that is not as wide as the header."""
    for line, values in records:
        found = len(values)
        if found != width:
            if not found or (found == 1 and not values[0].strip()):
                continue  # a blank line
            code, place = ("too_few", found + 1) if found < width else ("too_many", width + 1)
            raise refuse(code, line, str(place), found=found, expected=width)
        if dropped and values.pop().strip():
            raise refuse("header_value", line, str(width), column=width)
        yield line, values


def _ndjson_open(text: Iterator[str], encoding: str, options: ReadOptions) -> Table:
    """The header is every key of the first 1,000 records, in order of appearance, and the keys looked for."""
    records = _json_records(text)
    first: list[tuple[int, dict[str, Any]]] = []
    for record in records:
        first.append(record)
        if len(first) >= 1_000:
            break
    header = list(dict.fromkeys(key for _, record in first for key in record))
    header += [key for key in options.columns if key not in header]
    if not header:
        raise refuse("empty_file")
    if len(header) > MAX_COLUMNS:
        raise refuse("too_many_columns", 1, limit=MAX_COLUMNS)
    table = Table(Kind.NDJSON, header, iter(()), encoding)
    known = set(header)

    def rows() -> Iterator[Row]:
        for line, record in chain(first, records):
            for key in record:
                if key not in known:
                    known.add(key)
                    table.warnings.append(file_problem("key_ignored", line, key, value=key))
            yield line, [record.get(key, ABSENT) for key in header]

    table.rows = rows()
    return table


def _json_records(text: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    rest, line = "", 0
    for piece in chain(text, ["\n"]):
        *complete, rest = (rest + piece).split("\n")
        if len(rest) > 1_000_000:
            raise refuse("line_too_long", line + 1, limit=1_000_000)
        for one in complete:
            line += 1
            if one.strip():
                yield line, _json_object(one, line)


def _json_object(text: str, line: int) -> dict[str, Any]:
    try:
        record = json.loads(text, object_pairs_hook=_no_duplicates(line), parse_constant=_no_constant, parse_float=str)
        if "\\u" in text and not _is_storable(record):  # only an escape can bring what a text file cannot
            raise ValueError("a NUL character or half of a surrogate pair")
    except json.JSONDecodeError as error:
        raise refuse("json_bad", line, character=error.colno, value=error.msg) from error
    except (RecursionError, ValueError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else error
        raise refuse("json_value", line, value=reason) from error
    if not isinstance(record, dict):
        raise refuse("json_not_object", line)
    return record


def _is_storable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_storable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(_is_storable(part) for part in value)
    return not (isinstance(value, str) and UNSTORABLE.search(value))


def _no_duplicates(line: int) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            keys = [key for key, _ in found]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise refuse("json_duplicate", line, twice, value=twice)
        return made

    return pairs


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _xlsx_open(chunks: Iterable[bytes], options: ReadOptions) -> Table:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_XLSX:
            raise refuse("too_large", limit=f"{MAX_XLSX // 1024 // 1024} MB")
    xlsx_check(bytes(body))
    sheet = _sheet_pick(body, options.sheet)
    if sheet.start is None:
        raise refuse("empty_file")
    first_line = sheet.start[0] + 1
    numbered = ((number, [_cell_text(cell) for cell in cells]) for number, cells in enumerate(sheet.iter_rows(), 1))
    filled = ((line, cells) for line, cells in numbered if any(cells))
    line, header = next(filled, (first_line, []))
    if not header:
        raise refuse("empty_file")
    while len(header) > 1 and not header[-1]:
        header.pop()
    width = len(header)
    table = Table(Kind.XLSX, header, iter(()), "xlsx")
    _header_check(table, line)
    table.rows = _xlsx_rows(filled, width)
    return table


def _xlsx_rows(filled: Iterator[Row], width: int) -> Iterator[Row]:
    """A sheet is rectangular by nature: only values to the right of the header are a fault."""
    for line, cells in filled:
        for place, value in enumerate(cells[width:], start=width + 1):
            if value:
                raise refuse("header_value", line, str(place), column=place)
        row = cells[:width]
        for place, value in enumerate(row, start=1):
            if len(value) > MAX_FIELD:
                raise refuse("field_too_long", line, str(place), limit=MAX_FIELD)
        yield line, row


def _sheet_pick(body: bytearray, name: str | None) -> Any:
    try:
        book = python_calamine.load_workbook(io.BytesIO(bytes(body)))
        if name is not None and name not in book.sheet_names:
            raise refuse("no_sheet", value=name)
        for candidate in [name] if name is not None else book.sheet_names:
            sheet = book.get_sheet_by_name(candidate)
            if sheet.start is not None:
                return sheet
        raise refuse("empty_file")
    except FileRefused:
        raise
    except Exception as error:  # the reader's own error classes differ by fault; each means the same to the user
        raise refuse("broken_xlsx") from error


def _cell_text(cell: Any) -> str:
    """A cell as a person would type it: dates in ISO, whole numbers without a fraction."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, "f").rstrip("0").rstrip(".")
    if isinstance(cell, datetime.datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)
