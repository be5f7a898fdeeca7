"""A first mapping for a file, from its headers and first rows. A proposal to be looked at, never loaded unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.domain.facts import Facts
from accounts.domain.normalise import fold
from accounts.domain.problems import Problem, ValueRefused
from accounts.domain.values import Field, Kind
from crm.domain.formats import format_reader
from crm.domain.problems import file_problem
from crm.domain.words import BLANKS, NAMES, STATUS_WORDS, WORDS

DATES = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y%m%d",
)
NOT_TEXT = frozenset({Kind.MONEY, Kind.PERCENT, Kind.INTEGER, Kind.DATE, Kind.INSTANT})
NOT_DIGITS = re.compile(r"[^\d.,]")
THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # one separator that may group or begin the fraction
MILLIONS = re.compile(r"\(\s*[^)]*\bM\s*\)|_M$|\bmillions?\b|\bmio\b|\$M\b", re.IGNORECASE)


MOST_MET = 40  # different values of a column that can still be told one by one
Met = Sequence[Sequence[str]]


def values_met(rows: Iterable[Sequence[Any]], width: int) -> list[list[str]]:
    """This function will return the different texts of each column, as they came; none where there are over 40."""
    met: list[dict[str, None]] = [{} for _ in range(width)]
    counted = list(enumerate(met))
    for row in rows:
        for place, found in counted:
            cell = row[place]
            if cell.__class__ is str and cell not in found and cell.strip():
                found[cell] = None
                if len(found) > MOST_MET:
                    counted = [one for one in counted if one[0] != place]
    return [list(dict.fromkeys(map(str.strip, found))) if len(found) <= MOST_MET else [] for found in met]


def mapping_guess(
    facts: Facts, header: Sequence[str], rows: Sequence[Sequence[Any]], met: Met | None = None
) -> dict[str, Any]:
    """This function will propose a mapping from the headers people use and from how the first rows are written.

    ``met``: the different values of each column in the whole file, where it was read to its end (``values_met``).
    """
    met = values_met(rows, len(header)) if met is None else met
    taken: set[int] = set()
    fields: dict[str, dict[str, Any]] = {}
    spec: dict[str, Any] = {"fields": fields}
    names = {place: _bare(name) for place, name in enumerate(header)}
    for name, field in facts.by_name.items():
        place = _find(name, NAMES.get(facts.name, {}).get(name, ""), names, taken)
        if place is None or name in ("custom", "contacts"):
            continue
        if field.kind is Kind.CHOICE and met[place] and not _choice_is_known(field, met[place]):
            continue  # a header by the same name, about something else
        taken.add(place)
        column = header[place]
        if name == "external_id":
            spec["external_id"] = {"column": column}
            continue
        cells = [str(row[place]).strip() for row in rows if isinstance(row[place], str) and str(row[place]).strip()]
        fields[name] = {"column": column, **_rule_guess(field, column, cells, met[place])}
    _stage_share(fields, header, met)
    if "website" in fields and "domain" not in fields and "domain" in facts.by_name:
        fields["domain"] = {"column": fields["website"]["column"], "format": "domain"}
    return spec


def _stage_share(fields: dict[str, dict[str, Any]], header: Sequence[str], met: Met) -> None:
    """One column of stages tells both where a deal stands and whether it is won."""
    stage, status = fields.get("stage"), fields.get("status")
    if status and not stage and "stage" in _bare(status["column"]):
        fields["stage"] = {"column": status["column"]}
    elif stage and not status:
        fields["status"] = {"column": stage["column"], "values": _statuses(met[header.index(stage["column"])])}


def _bare(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return fold(re.sub(r"\([^)]*\)|%|_M$", " ", spaced))


def _find(name: str, synonyms: str, names: dict[int, str], taken: set[int]) -> int | None:
    for wanted in (fold(name), *synonyms.split("|")):
        for place, bare in names.items():
            if place not in taken and wanted and (bare == wanted or bare.replace(" ", "") == wanted.replace(" ", "")):
                return place
    return None


def _rule_guess(field: Field, column: str, cells: list[str], met: Sequence[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    if field.kind is Kind.COUNTRY:
        rule["format"] = "country_name"
    elif field.kind in (Kind.MONEY, Kind.PERCENT, Kind.INTEGER):
        rule |= _number_format(field, cells)
        if field.low is not None and field.low > 0 and "0" in cells:
            rule["empty"] = ["0"]
        if field.kind is Kind.MONEY and MILLIONS.search(column):
            rule["scale"] = 1_000_000
    elif field.kind in (Kind.DATE, Kind.INSTANT) and cells and not _reads(field, "", cells):
        fitting = [f"date:{one}" for one in DATES if _reads(field, f"date:{one}", cells)]
        if fitting:  # of two that fit, the first is shown; the preview says what it makes of each day
            rule["format"] = fitting[0]
    elif field.kind is Kind.DOMAIN:
        rule["format"] = "domain"
    elif field.name == "status":
        rule["values"] = _statuses(met)
    elif field.kind is Kind.CHOICE and (words := _words(field, met)):
        rule["values"] = words
    if field.kind in NOT_TEXT and (blanks := [one for one in dict.fromkeys(cells) if one in BLANKS]):
        rule["empty"] = [*rule.get("empty", ()), *blanks]
    return rule


def _number_format(field: Field, cells: list[str]) -> dict[str, str]:
    """How numbers are written. Where a comma is the decimal mark every value is read so, also those that a point
    before three digits would make a thousandth of what is meant."""
    form = {Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.INTEGER: "integer"}[field.kind]
    with_comma = "percent:," if field.kind is Kind.PERCENT else "money:,"
    wanted = (
        [with_comma, form] if _has_decimal_comma(cells, whole=field.kind is Kind.INTEGER) else ["", form, with_comma]
    )
    found = next((one for one in wanted if _reads(field, one, cells)), "")
    return {"format": found} if found else {}


def _has_decimal_comma(cells: Iterable[str], *, whole: bool) -> bool:
    """Whether some values can only be read with a decimal comma, and none only with a decimal point."""
    marks = {_decimal_mark(NOT_DIGITS.sub("", cell).strip(".,"), whole=whole) for cell in cells}
    return "," in marks and "." not in marks


def _decimal_mark(digits: str, *, whole: bool) -> str:
    """The decimal mark of digits with separators; empty where they can be read in two ways. ``whole``: a separator
    before three digits groups, because there is no fraction."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return max(".,", key=digits.rfind)
    if dots + commas > 1:  # of one kind, so they group
        return "," if dots else "."
    if dots + commas == 1 and THOUSANDS.fullmatch(digits):
        return ("," if dots else ".") if whole else ""
    return "." if dots else "," if commas else ""


def _words(field: Field, met: Sequence[str]) -> dict[str, str]:
    known = WORDS.get(field.name, {})
    return {one: known[fold(one)] for one in met if fold(one) in known}


def _choice_is_known(field: Field, met: Sequence[str]) -> bool:
    """Whether at least one of a column's values is one of the field's, or a word for it."""
    return field.name == "status" or bool(_words(field, met)) or any(_reads(field, "", [one]) for one in met)


def _statuses(met: Sequence[str]) -> dict[str, str]:
    words = {cell: fold(cell) for cell in met}
    return {
        cell: next((status for status, known in STATUS_WORDS.items() if word in known), "open")
        for cell, word in words.items()
    }


def _reads(field: Field, form: str, cells: list[str]) -> bool:
    """Whether nearly all sample cells are readable in this way: a single typo must not hide the format."""
    reader = format_reader(form) if form else (lambda text: text)
    good = 0
    cells = [cell for cell in cells[:400] if cell not in BLANKS]
    for cell in cells[:200]:
        try:
            field.read(reader(cell))
            good += 1
        except ValueRefused:
            continue
    return bool(cells) and good >= 0.9 * min(len(cells), 200)


def column_hints(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Problem]:
    """This function will point at columns that are blank, or the same as another, in the rows shown."""
    hints = []
    seen: dict[tuple[str, ...], str] = {}
    for place, name in enumerate(header):
        cells = tuple(str(row[place]).strip() for row in rows)
        if rows and not any(cells):
            hints.append(file_problem("column_blank", None, name, value=name))
        elif len(rows) > 4 and cells in seen:
            hints.append(file_problem("duplicate_column", None, name, value=f"{seen[cells]}, {name}"))
        seen.setdefault(cells, name)
    return hints
