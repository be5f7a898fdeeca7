"""Rows through a mapping: cells in, typed values and problems out. Nothing is guessed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.domain.facts import ABSENT, Absent, Facts
from accounts.domain.problems import Problem, ValueRefused
from accounts.domain.values import Field, Kind
from crm.domain.formats import format_reader, scaled
from crm.domain.mapping import Mapping, MappingRefused, Rule, mapping_fault
from crm.domain.table import Row

CACHE = 10_000  # remembered values of a column: most columns repeat themselves


class RowMapper:
    """A mapping bound to a header: turns the cells of a row into the values of ``fields``, in their order."""

    def __init__(self, mapping: Mapping, header: list[str], facts: Facts, *, native: bool = False) -> None:
        """``native``: cells come as JSON values, and ``custom`` and ``contacts`` may come as such too.

        :raises MappingRefused: when it names a column that the file has not, or maps nothing.
        """
        places = {name.strip(): place for place, name in enumerate(header)}
        rules: list[tuple[str, Rule]] = [("external_id", mapping.external_id)] if mapping.external_id else []
        rules += list(mapping.fields)
        faults = [
            mapping_fault("mapping_column", f"/fields/{name}/column", value=rule.column, allowed=", ".join(header[:60]))
            for name, rule in [*rules, *(("custom", rule) for rule in mapping.custom)]
            if rule.column is not None and rule.column.strip() not in places
        ]
        if not mapping.fields:
            faults.append(mapping_fault("mapping_nothing", "/fields"))
        if faults:
            raise MappingRefused(faults)
        self.plan: list[tuple[int, str, Callable[[Any], Any]]] = []
        names: list[str] = []
        for name, rule in rules:
            place = places[rule.column.strip()] if rule.column is not None else -1
            self.plan.append((place, rule.column or name, _reader(rule, facts.by_name[name])))
            names.append(name)
        self._own = [(places[str(rule.column).strip()], str(rule.column), _own_reader(rule)) for rule in mapping.custom]
        self._native = [
            (header.index(name), facts.by_name[name])
            for name in ("custom", "contacts")
            if native and name in header and name in facts.by_name
        ]
        if self._own and not any(field.name == "custom" for _, field in self._native):
            names.append("custom")
        names += [field.name for _, field in self._native]
        self.fields = tuple(names)
        self.columns = {name: column for (_, column, _), name in zip(self.plan, names, strict=False)}

    def read(self, row: Row) -> tuple[list[Any], list[Problem]]:
        """This function will return the values in the order of ``fields``, and the problems with line and column."""
        line, cells = row
        values: list[Any] = []
        problems: list[Problem] = []
        for place, column, read in self.plan:
            try:
                values.append(read(cells[place] if place >= 0 else None))
            except ValueRefused as error:
                problems.append(error.problem.at(line, column))
                values.append(None)
        own = self._read_own(cells, line, problems)
        if self._own and not any(field.name == "custom" for _, field in self._native):
            values.append(own)
        for place, field in self._native:
            values.append(self._read_native(cells[place], field, own, line, problems))
        return values, problems

    def _read_own(self, cells: list[Any], line: int, problems: list[Problem]) -> dict[str, Any]:
        own: dict[str, Any] = {}
        for place, column, read in self._own:
            try:
                value = read(cells[place])
            except ValueRefused as error:
                problems.append(error.problem.at(line, column))
                continue
            if not isinstance(value, Absent):
                own[column] = value
        return own

    @staticmethod
    def _read_native(cell: Any, field: Field, own: dict[str, Any], line: int, problems: list[Problem]) -> Any:
        if cell is ABSENT:
            return own or ABSENT
        try:
            value = field.read(cell)
        except ValueRefused as error:
            problems.append(error.problem.at(line, field.name))
            return None
        return {**value, **own} if field.name == "custom" else value


def _reader(rule: Rule, field: Field) -> Callable[[Any], Any]:
    """Compile a rule into one function of a cell that remembers what it has read."""
    if rule.column is None:
        constant = field.read(rule.const)
        return lambda cell: constant
    convert = _converter(rule, field.kind)
    cache: dict[str, Any] = {}
    if field.name.startswith("account_") or field.name in ("persona", "buying_role"):
        # blank names nothing: an account found or chosen before stays, and what the rules found out of a person
        return lambda cell: ABSENT if cell is ABSENT else _or_absent(field.read(convert(cell)))

    def read(cell: Any) -> Any:
        if cell.__class__ is str:
            hit = cache.get(cell, ABSENT)
            if hit is ABSENT:
                hit = field.read(convert(cell))
                if len(cache) < CACHE:
                    cache[cell] = hit
            return hit
        return ABSENT if cell is ABSENT else field.read(convert(cell))

    return read


def _or_absent(value: Any) -> Any:
    return ABSENT if value is None else value


def _converter(rule: Rule, kind: Kind) -> Callable[[Any], Any]:
    """What happens to a cell before its field reads it: blanks, replaced values, format, scale."""
    values, empty = dict(rule.values), frozenset(item.strip() for item in rule.empty)
    form = format_reader(rule.format) if rule.format else None
    scale = rule.scale

    def convert(cell: Any) -> Any:
        if isinstance(cell, str):
            cell = cell.strip()
            if not cell or cell in empty:
                return None
            if cell in values:
                cell = values[cell]
        if isinstance(cell, str) and form is not None:
            cell = form(cell)
        if scale is not None and cell is not None:
            cell = scaled(cell, scale)
        return cell

    return convert


def _own_reader(rule: Rule) -> Callable[[Any], Any]:
    convert = _converter(rule, Kind.TEXT)
    field = Field("custom", Kind.OBJECT, empty={})

    def read(cell: Any) -> Any:
        if cell is ABSENT:
            return ABSENT
        value = convert(cell)
        value = value.isoformat() if hasattr(value, "isoformat") else value
        return field.read({"v": value})["v"]

    return read
