"""A look into a kept file through a mapping: what each column holds, what would be stored, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from accounts.domain.facts import ABSENT
from accounts.domain.facts_out import cents_out
from accounts.domain.problems import Problem
from accounts.domain.values import Kind
from crm.domain.guess import column_hints, mapping_guess, values_met
from crm.domain.kinds import facts_of
from crm.domain.mapping import MappingRefused, header_digest, mapping_fault, mapping_parse
from crm.domain.problems import FileRefused, file_problem
from crm.domain.rowmap import RowMapper
from crm.domain.table import READ_THROUGH, ReadOptions, table_open
from crm.models import Import
from crm.selectors.imports import import_chunks, mapping_known
from metrics.selectors.ledger import currencies_without_rate
from personas.selectors.personas import persona_words

CHECKED = 20_000  # rows read through the mapping, each time somebody looks
SHOWN = 20
CONVERTED = ("deals", "spend")  # kinds whose amounts metrics turn into the workspace's currency
REFUSED = 12  # different values of a column that are told when they cannot be read


@dataclass
class ColumnView:
    """One column of the file: a few of its values, and what is wrong with it in the rows looked at."""

    name: str
    samples: list[str]
    faults: int = 0
    first_fault: Problem | None = None
    refused: dict[str, None] = field(default_factory=dict)  # values that cannot be read, in order of appearance


@dataclass
class Preview:
    """What a page shows of a file before it is loaded. ``problem``: it cannot be read; ``faults``: of the mapping.

    ``is_whole``: ``looked_at`` counts every row of the file, so what is said of them is said of all.
    ``unrated``: currencies of amounts that metrics would miss, for want of an exchange rate.
    """

    mapping: dict[str, Any]
    columns: list[ColumnView] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[tuple[str, Problem | None]]]] = field(default_factory=list)
    looked_at: int = 0
    is_whole: bool = False
    bad_rows: int = 0
    hints: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    problem: Problem | None = None
    unrated: list[str] = field(default_factory=list)
    format: str = ""
    encoding: str = ""


def import_preview(row: Import, mapping: dict[str, Any] | None, *, currency: str) -> Preview:
    """This function will read the first rows of a kept file through ``mapping``, or through a proposed one.

    The proposal is the mapping that loaded the last file with these headers, else a guess, for which a file up to
    32 MB is read to its end; ``currency`` is proposed where amounts come without one.
    """
    facts = facts_of(row.kind)
    given = mapping if mapping is not None else (row.mapping or None)
    options = given or {}
    preview = Preview(mapping=given or {})
    try:
        encoding, delimiter, sheet = (options.get(name) or None for name in ("encoding", "delimiter", "sheet"))
        read = ReadOptions(encoding, delimiter, sheet, tuple(facts.by_name))
        table = table_open(import_chunks(import_id=row.pk), read)
        sample = list(islice(table.rows, CHECKED))
        following = list(islice(table.rows, 1))
        further = table.rows if row.file_size <= READ_THROUGH and not options.get("fields") else ()
        met = values_met((values for _, values in chain(sample, following, further)), len(table.header))
    except FileRefused as error:
        preview.problem = error.problem
        return preview
    if not sample:
        preview.problem = file_problem("no_rows")
        return preview
    cells, preview.is_whole = [values for _, values in sample], not following
    preview.format, preview.encoding, preview.looked_at = table.kind, table.encoding, len(sample)
    preview.hints = [*table.warnings, *column_hints(table.header, cells)]
    preview.columns = [ColumnView(name, _samples(cells, place)) for place, name in enumerate(table.header)]
    if not options.get("fields"):
        known = mapping_known(kind=row.kind, source=row.source, digest=header_digest(table.header))
        proposed = known or mapping_guess(facts, table.header, cells, met)
        proposed = _in_file_order(_with_currency(proposed, row.kind, currency), table.header)
        preview.mapping = {**proposed, **options}
    try:
        mapper = RowMapper(mapping_parse(preview.mapping, facts), table.header, facts, native=table.kind == "ndjson")
    except MappingRefused as error:
        preview.faults = error.problems
        return preview
    preview.hints += [
        mapping_fault("mapping_required", f"/fields/{name}", value=name)
        for name in facts.required
        if name not in mapper.fields
    ]
    met_currencies = _rows_look(preview, mapper, sample, row.kind)
    preview.unrated = currencies_without_rate(met_currencies if row.kind in CONVERTED else (), home=currency)
    return preview


def _in_file_order(mapping: dict[str, Any], header: Sequence[str]) -> dict[str, Any]:
    """A kept mapping has lost the order of its fields; the preview stands beside the file."""
    places = {name: place for place, name in enumerate(header)}
    rules = mapping.get("fields", {}).items()
    ordered = sorted(rules, key=lambda pair: places.get(pair[1].get("column"), len(places)))
    return {**mapping, "fields": dict(ordered)}


def _with_currency(mapping: dict[str, Any], kind: str, currency: str) -> dict[str, Any]:
    by_name = facts_of(kind).by_name
    fields = dict(mapping.get("fields", {}))
    has_money = any(by_name[name].kind is Kind.MONEY for name in fields if name in by_name)
    if has_money and "currency" in by_name and "currency" not in fields:
        fields["currency"] = {"const": currency}
    return {**mapping, "fields": fields}


def _rows_look(preview: Preview, mapper: RowMapper, sample: Sequence[Any], kind: str) -> set[str]:
    """Note what the rows would become and what is wrong with them, and return the currencies of their amounts."""
    by_name = facts_of(kind).by_name
    preview.fields = list(mapper.fields)
    columns = {column.name.strip(): (place, column) for place, column in enumerate(preview.columns)}
    amounts = [place for place, name in enumerate(mapper.fields) if by_name[name].kind is Kind.MONEY]
    currency = mapper.fields.index("currency") if amounts and "currency" in mapper.fields else None
    currencies: set[str] = set()
    known = persona_words() if "persona" in mapper.fields else frozenset()
    for number, row in enumerate(sample):
        values, problems = mapper.read(row)
        problems += _persona_look(mapper, row[0], values, known)
        preview.bad_rows += bool(problems)
        if currency is not None and values[currency] and any(isinstance(values[place], int) for place in amounts):
            currencies.add(values[currency])
        for problem in problems:
            if found := columns.get(str(problem.column).strip()):
                _fault_count(found[1], row[1][found[0]], problem)
        if number < SHOWN:
            wrong = {problem.column: problem for problem in problems}
            shown = [
                (shown_value(by_name[name].kind, value), wrong.get(mapper.columns.get(name, name)))
                for name, value in zip(mapper.fields, values, strict=True)
            ]
            preview.rows.append((row[0], shown))
    return currencies


def _persona_look(mapper: RowMapper, line: int, values: Sequence[Any], known: frozenset[str]) -> list[Problem]:
    """The workspace's personas are few, so what names none of them is told before the file is loaded."""
    if "persona" not in mapper.fields:
        return []
    given = values[mapper.fields.index("persona")]
    if not isinstance(given, str) or given.lower() in known:
        return []
    return [Problem("unknown_persona", line, mapper.columns["persona"], {"value": given})]


def _fault_count(column: ColumnView, cell: Any, problem: Problem) -> None:
    column.faults += 1
    column.first_fault = column.first_fault or problem
    if len(column.refused) < REFUSED:
        column.refused.setdefault(str(cell).strip()[:60])


def _samples(cells: Sequence[Sequence[Any]], place: int) -> list[str]:
    seen: dict[str, None] = {}
    for row in cells:
        text = "" if row[place] is ABSENT or row[place] is None else str(row[place]).strip()
        if text:
            seen.setdefault(text[:60])
        if len(seen) == 3:
            break
    return list(seen)


def shown_value(kind: Kind, value: Any) -> str:
    """This function will write a value as it would be stored, for people."""
    if value is None or value is ABSENT or value == "":
        return ""
    if kind in (Kind.MONEY, Kind.PERCENT):
        return f"{Decimal(cents_out(value) or 0):,}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(
            str(item.get("contact_external_id", item) if isinstance(item, dict) else item) for item in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    return str(value)
