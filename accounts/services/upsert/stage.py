"""Rows into the temporary table, by COPY. PostgreSQL refuses COPY into a table with row-level security, so all loads
take this way: staged here, checked there in SQL, then written by one statement."""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from accounts.domain.facts import ABSENT
from accounts.domain.values import Kind
from accounts.services.upsert.spec import UpsertSpec

NULL = "\x01"  # COPY's own mark is a text like any other; this is one of the characters that no value may hold
PIECE = 1 << 20  # characters that go over at once: a million rows never stand in memory
StagedRow = tuple[int, Sequence[Any]]


def rows_stage(
    spec: UpsertSpec, fields: Sequence[str], rows: Iterable[StagedRow], *, targets: dict[int, int] | None = None
) -> tuple[int, bool]:
    """This function will put rows into the empty stage and return how many, and whether all carry every field.

    A row is its position (line or index) and its values in the order of ``fields``; ABSENT leaves a field out.
    ``targets`` says which record a position is meant for, where the caller knows.
    """
    feed = _Feed(spec, fields, targets or {})
    names = ["idx", "given", "target_id", *feed.columns]
    copy = f"copy {spec.stage} ({', '.join(names)}) from stdin with (format csv, null '{NULL}')"
    with connection.cursor() as cursor:
        statement = f"{spec.create_sql}; delete from {spec.stage}"
        cursor.execute(statement)
        for piece in feed.pieces(rows):  # complete before it goes over: whoever makes rows may ask the database
            cursor.copy_expert(copy, io.BytesIO(piece))
        if feed.count > 1_000:
            statement = f"analyze {spec.stage}"
            cursor.execute(statement)
    return feed.count, not feed.partial


class _Feed:
    """Turns values into COPY's CSV."""

    def __init__(self, spec: UpsertSpec, fields: Sequence[str], targets: dict[int, int]) -> None:
        by_name = spec.facts.by_name
        self.fields, self.targets = list(fields), targets
        self.bits = [spec.bits[name] for name in fields]
        self.full = sum(self.bits)
        self.writers = [
            (place, _writer(by_name[name].kind))
            for place, name in enumerate(fields)
            if by_name[name].kind in (Kind.LIST, Kind.OBJECT, Kind.LINKS)
        ]
        derived = [one for one in spec.derived if any(name in self.fields for name in one.fields)]
        self.derived = [
            ([self.fields.index(name) if name in self.fields else -1 for name in one.fields], one.make)
            for one in derived
        ]
        self.columns = [by_name[name].target for name in fields] + [one.column for one in derived]
        self.count, self.partial = 0, False

    def pieces(self, rows: Iterable[StagedRow]) -> Iterator[bytes]:
        buffer = io.StringIO()
        write = csv.writer(buffer, lineterminator="\n").writerow
        for position, values in rows:
            write(self.line(position, values))
            self.count += 1
            if buffer.tell() >= PIECE:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        if buffer.tell():
            yield buffer.getvalue().encode()

    def line(self, position: int, values: Sequence[Any]) -> list[Any]:
        given, row = self.full, list(values)
        if ABSENT in row:
            self.partial = True
            for place, value in enumerate(row):
                if value is ABSENT:
                    given ^= self.bits[place]
                    row[place] = None
        made = [self._derive(places, make, row) for places, make in self.derived]
        for place, writer in self.writers:
            if row[place] is not None:
                row[place] = writer(row[place])
        return [
            NULL if value is None else value for value in (position, given, self.targets.get(position), *row, *made)
        ]

    @staticmethod
    def _derive(places: list[int], make: Callable[..., Any], row: list[Any]) -> Any:
        parts = [row[place] if place >= 0 else None for place in places]
        return None if all(part is None for part in parts) else make(*parts)


def _writer(kind: Kind) -> Callable[[Any], str]:
    if kind is Kind.LIST:
        return array_text
    return lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def array_text(items: Sequence[str]) -> str:
    """This function will write a list of texts as PostgreSQL's array literal."""
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return "{" + ",".join(quoted) + "}"
