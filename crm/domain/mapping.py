"""The mapping: which column becomes which field, how it is written, and what its odd values mean."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.domain.facts import Facts
from accounts.domain.problems import N_, Problem, ValueRefused
from accounts.domain.values import Field, Kind
from crm.domain.formats import KINDS, NUMBERS, FormatUnknown, format_reader
from crm.domain.sniff import DELIMITERS
from crm.domain.table import ReadOptions

ROOT = {"external_id", "fields", "custom", "encoding", "delimiter", "sheet"}
RULE = {"column", "const", "scale", "format", "values", "empty"}
MAPPING_TEXTS = {
    "mapping_object": N_("An object is expected."),
    "mapping_text": N_("A text is expected."),
    "mapping_unknown": N_("There is no setting {value} here."),
    "mapping_field": N_("There is no field {value}; known are: {allowed}."),
    "mapping_source": N_("Give either a column or a const."),
    "mapping_column": N_("The file has no column {value}; it has: {allowed}."),
    "mapping_format": N_("There is no format {value}."),
    "mapping_format_kind": N_("The format {value} does not make a value for this field."),
    "mapping_scale": N_("Only a number can be multiplied, by another number than 0 (the scale)."),
    "mapping_values": N_("The values must be an object from text to text."),
    "mapping_list": N_("A list of texts is expected."),
    "mapping_const": N_("The constant does not fit the field: {value}"),
    "mapping_required": N_("New records need the field {value}; no column is mapped to it."),
    "mapping_nothing": N_("No column is mapped to a field."),
    "mapping_delimiter": N_("The delimiter must be a comma, semicolon, tab or bar."),
}


class MappingRefused(Exception):
    """A mapping cannot be used; ``problems`` say where (a JSON pointer) and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one field's values come from and how they are read."""

    column: str | None = None
    const: Any = None
    scale: Decimal | None = None
    format: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping, checked by itself; ``mapping_bind`` checks it against a file's header."""

    external_id: Rule | None
    fields: tuple[tuple[str, Rule], ...]
    custom: tuple[Rule, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)


def mapping_fault(code: str, pointer: str, **params: object) -> Problem:
    """This function will describe a fault of a mapping at a JSON pointer."""
    shown = {key: str(value) for key, value in params.items()}
    return Problem(code, None, pointer, shown, MAPPING_TEXTS[code])


def mapping_parse(spec: Any, facts: Facts) -> Mapping:
    """This function will read a mapping given as JSON.

    :raises MappingRefused: with every fault and its JSON pointer.
    """
    if not isinstance(spec, dict):
        raise MappingRefused([mapping_fault("mapping_object", "")])
    faults = [mapping_fault("mapping_unknown", f"/{key}", value=key) for key in spec if key not in ROOT]
    known = facts.by_name
    given = spec.get("fields", {})
    if not isinstance(given, dict):
        faults.append(mapping_fault("mapping_object", "/fields"))
        given = {}
    fields: list[tuple[str, Rule]] = []
    key_rule = (
        _rule(spec["external_id"], known.get("external_id"), "/external_id", faults)
        if spec.get("external_id")
        else None
    )
    for name, rule_spec in given.items():
        target = known.get(name)
        if target is None or name in ("custom", "contacts"):
            faults.append(mapping_fault("mapping_field", f"/fields/{name}", value=name, allowed=", ".join(known)))
            continue
        rule = _rule(rule_spec, target, f"/fields/{name}", faults)
        if name == "external_id":
            key_rule = key_rule or rule
        else:
            fields.append((name, rule))
    custom = _custom(spec.get("custom"), known, faults)
    options = _options(spec, faults, key_rule, fields, custom)
    if faults:
        raise MappingRefused(faults)
    return Mapping(key_rule, tuple(fields), custom, options)


def _options(
    spec: dict[str, Any],
    faults: list[Problem],
    key: Rule | None,
    fields: list[tuple[str, Rule]],
    custom: tuple[Rule, ...],
) -> ReadOptions:
    for name in ("encoding", "sheet", "delimiter"):
        if spec.get(name) is not None and not isinstance(spec[name], str):
            faults.append(mapping_fault("mapping_text", f"/{name}"))
            return ReadOptions()
    if spec.get("delimiter") and spec["delimiter"] not in DELIMITERS:
        faults.append(mapping_fault("mapping_delimiter", "/delimiter"))
    rules = [key, *(rule for _, rule in fields), *custom]
    columns = tuple(rule.column for rule in rules if rule and rule.column)
    return ReadOptions(spec.get("encoding") or None, spec.get("delimiter") or None, spec.get("sheet") or None, columns)


def _custom(spec: Any, known: dict[str, Field], faults: list[Problem]) -> tuple[Rule, ...]:
    if not spec:
        return ()
    if not isinstance(spec, list) or "custom" not in known:
        faults.append(
            mapping_fault("mapping_list" if "custom" in known else "mapping_unknown", "/custom", value="custom")
        )
        return ()
    field = Field("custom", Kind.TEXT)
    rules = []
    for place, item in enumerate(spec):
        rule_spec = {"column": item} if isinstance(item, str) else item
        rules.append(_rule(rule_spec, field, f"/custom/{place}", faults, free=True))
    return tuple(rules)


def _rule(spec: Any, field: Field | None, pointer: str, faults: list[Problem], *, free: bool = False) -> Rule:
    """Read one rule; faults are collected, so that a user sees all of them at once."""
    if isinstance(spec, str):
        spec = {"column": spec}
    if not isinstance(spec, dict):
        faults.append(mapping_fault("mapping_object", pointer))
        return Rule()
    faults += [mapping_fault("mapping_unknown", f"{pointer}/{key}", value=key) for key in spec if key not in RULE]
    column = spec.get("column")
    if ("const" in spec) == (column is not None) or not isinstance(column, (str, type(None))):
        faults.append(mapping_fault("mapping_source", pointer))
    kind = field.kind if field else Kind.TEXT
    form = spec.get("format") or ""
    values, empty = spec.get("values") or {}, spec.get("empty") or []
    _check_format(form, kind, f"{pointer}/format", faults, free=free)
    if not isinstance(values, dict):
        faults.append(mapping_fault("mapping_values", f"{pointer}/values"))
        values = {}
    if not isinstance(empty, list) or not all(isinstance(item, str) for item in empty):
        faults.append(mapping_fault("mapping_list", f"{pointer}/empty"))
        empty = []
    scale = _scale(spec.get("scale"), kind, f"{pointer}/scale", faults, free=free)
    if "const" in spec and field is not None and not free:
        try:
            field.read(spec["const"])
        except ValueRefused as error:
            faults.append(mapping_fault("mapping_const", f"{pointer}/const", value=error.problem.detail))
    return Rule(column, spec.get("const"), scale, str(form), tuple(values.items()), tuple(empty))


def _check_format(form: Any, kind: Kind, pointer: str, faults: list[Problem], *, free: bool) -> None:
    if not form:
        return
    try:
        format_reader(form if isinstance(form, str) else "")
    except FormatUnknown:
        faults.append(mapping_fault("mapping_format", pointer, value=form))
        return
    if not free and kind not in KINDS[form.partition(":")[0]]:
        faults.append(mapping_fault("mapping_format_kind", pointer, value=form))


def _scale(given: Any, kind: Kind, pointer: str, faults: list[Problem], *, free: bool) -> Decimal | None:
    if given is None or given == "":
        return None
    try:
        scale = Decimal(str(given))
        if not scale.is_finite() or not scale or abs(scale.adjusted()) > 15 or (kind not in NUMBERS and not free):
            raise InvalidOperation
    except InvalidOperation:
        faults.append(mapping_fault("mapping_scale", pointer))
        return None
    return None if scale == 1 else scale


def mapping_default(header: list[str], facts: Facts) -> dict[str, Any]:
    """This function will return a mapping in which each header that is a field name maps to itself."""
    known = [name for name in header if name in facts.by_name and name not in ("external_id", "custom", "contacts")]
    spec: dict[str, Any] = {"fields": {name: {"column": name} for name in known}}
    if "external_id" in header:
        spec["external_id"] = {"column": "external_id"}
    return spec


def header_digest(header: list[str]) -> str:
    """This function will return the mark by which a file with the same headers is known again."""
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()
