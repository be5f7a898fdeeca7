"""Profiles from JSON and back: strict, with every problem named by its path.

The JSON of one criterion::

    {"key": "size", "label": "Employees", "group": "firmographic", "fact": "employees", "weight": 30, "rule": {…}}

and of the rules::

    {"kind": "one_of", "shares": {"software": 1000}, "other": 200}
    {"kind": "range", "points": [[10, 0], [500, 1000]]}
    {"kind": "has", "mode": "any", "values": ["SAP"], "share": 1000, "other": 0}
    {"kind": "recency", "decay": "linear" | "half_life", "days": 90}
    {"kind": "flag", "when_true": 1000, "when_false": 0}
    {"kind": "table", "axes": [{"fact": "employees", "edges": [50, 500]}], "shares": [200, 1000, 600, 300]}
    {"kind": "table", "axes": [{"fact": "custom.Modules", "list": true, "categories": [["CRM"]]}], "shares": [9, 3, 0]}
    {"kind": "knock_out", "op": "in", "values": ["gambling"], "reason": "We do not sell to gambling"}
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping

from accounts.domain.icp import GROUPS, MAX_CRITERIA, MAX_WEIGHT, SpecError, VersionSpec
from accounts.domain.icp_facts import FactKind, Subject, fact_kinds, fact_suits
from accounts.domain.icp_reader import Reader
from accounts.domain.icp_rules import (
    FULL,
    KNOCK_OUT_OPS,
    Axis,
    Criterion,
    Flag,
    Has,
    KnockOut,
    OneOf,
    Range,
    Recency,
    Rule,
    Table,
    half_life_table,
)

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_TEXT = 200
MAX_LABEL = 120
MAX_X = 10**15
MAX_POINTS = 50
MAX_VALUES = 500
MAX_DAYS = 3650
MAX_HALF_LIFE = 365
MAX_LEVELS = 40


def version_parse(criteria: object, *, subject: Subject = Subject.DEAL) -> VersionSpec:
    """This function will read a list of criteria for a profile of a subject; one of deals may read every fact.

    :raises SpecError: when anything is wrong; it carries all problems.
    """
    reader = Reader()
    parsed: list[Criterion] = []
    if not isinstance(criteria, list):
        reader.problem("criteria", "not_a_list")
    elif len(criteria) > MAX_CRITERIA:
        reader.problem("criteria", "too_many", limit=MAX_CRITERIA)
    else:
        for place, given in enumerate(criteria):
            criterion = _criterion(reader, f"criteria.{place}", given)
            if criterion is None:
                continue
            for fact, _kind in criterion.facts:
                if not fact_suits(fact, subject):
                    reader.problem(f"criteria.{place}.fact", "fact_of_a_deal", value=fact)
            if any(criterion.key == other.key for other in parsed):
                reader.problem(f"criteria.{place}.key", "duplicate", value=criterion.key)
            parsed.append(criterion)
    reader.raise_problems()
    return VersionSpec(tuple(parsed))


def criterion_parse(given: object, *, path: str = "criterion") -> Criterion:
    """This function will read one criterion.

    :raises SpecError: when anything is wrong; it carries all problems.
    """
    reader = Reader()
    criterion = _criterion(reader, path, given)
    reader.raise_problems()
    if criterion is None:
        raise SpecError(reader.problems)
    return criterion


def _criterion(reader: Reader, path: str, given: object) -> Criterion | None:
    known = {"key", "label", "group", "fact", "weight", "rule"}
    data = reader.mapping(path, given, known=known)
    if data is None:
        return None
    key = reader.text(f"{path}.key", data.get("key"), limit=40)
    if key and not KEY.fullmatch(key):
        reader.problem(f"{path}.key", "bad_key")
    label = reader.text(f"{path}.label", data.get("label"), limit=MAX_LABEL)
    group = reader.choice(f"{path}.group", data.get("group"), GROUPS)
    rule = _rule(reader, f"{path}.rule", data.get("rule"))
    if rule is None:
        return None
    fact = "" if isinstance(rule, Table) else _fact(reader, f"{path}.fact", data.get("fact"), rule.reads[0])
    if isinstance(rule, Table) and data.get("fact"):
        reader.problem(f"{path}.fact", "fact_on_axes")
    weight = _weight(reader, f"{path}.weight", data.get("weight", 0), isinstance(rule, KnockOut))
    return Criterion(key, label, group, weight, rule, fact)


def _weight(reader: Reader, path: str, given: object, knock_out: bool) -> int:
    if knock_out:
        if given not in (0, None):
            reader.problem(path, "knock_out_weight")
        return 0
    return reader.integer(path, given, 1, MAX_WEIGHT)


def _fact(reader: Reader, path: str, given: object, kind: FactKind) -> str:
    key = reader.text(path, given, limit=MAX_LABEL)
    kinds = fact_kinds(key)
    if key and not kinds:
        reader.problem(path, "unknown_fact", value=key)
    elif key and kind not in kinds:
        reader.problem(path, "wrong_fact_kind", value=key)
    return key


def _rule(reader: Reader, path: str, given: object) -> Rule | None:
    data = reader.mapping(path, given)
    if data is None:
        return None
    kind = reader.choice(f"{path}.kind", data.get("kind"), _PARSERS)
    if not kind:
        return None
    before = len(reader.problems)
    known, parse = _PARSERS[kind]
    reader.refuse_unknown(path, data, known | {"kind"})
    rule = parse(reader, path, data)
    return rule if len(reader.problems) == before else None


def _share(reader: Reader, path: str, data: Mapping[str, object], name: str, default: int) -> int:
    return reader.integer(f"{path}.{name}", data.get(name, default), 0, FULL)


def _one_of(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    given = reader.mapping(f"{path}.shares", data.get("shares"))
    shares = [
        (value, reader.integer(f"{path}.shares.{value}", share, 0, FULL)) for value, share in (given or {}).items()
    ]
    values = [reader.text(f"{path}.shares.{value}", value, limit=MAX_TEXT) for value, _ in shares]
    reader.values_differ(f"{path}.shares", [values])
    if given is not None and not 1 <= len(shares) <= MAX_VALUES:
        reader.problem(f"{path}.shares", "count", low=1, high=MAX_VALUES)
    shares.sort(key=lambda pair: (-pair[1], pair[0]))
    return OneOf(tuple(shares), _share(reader, path, data, "other", 0))


def _range(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    points: list[tuple[int, int]] = []
    for place, pair in enumerate(reader.items(f"{path}.points", data.get("points"), 1, MAX_POINTS)):
        here = f"{path}.points.{place}"
        if not isinstance(pair, list) or len(pair) != 2:
            reader.problem(here, "not_a_pair")
            continue
        x, share = reader.integer(here, pair[0], -MAX_X, MAX_X), reader.integer(here, pair[1], 0, FULL)
        if points and x <= points[-1][0]:
            reader.problem(here, "not_ascending")
        points.append((x, share))
    return Range(tuple(points))


def _values(reader: Reader, path: str, given: object) -> tuple[str, ...]:
    items = reader.items(path, given, 1, MAX_VALUES)
    values = [reader.text(f"{path}.{place}", value, limit=MAX_TEXT) for place, value in enumerate(items)]
    reader.values_differ(path, [values])
    return tuple(values)


def _has(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    mode = reader.choice(f"{path}.mode", data.get("mode", "any"), ("any", "all"))
    values = _values(reader, f"{path}.values", data.get("values"))
    return Has(mode, values, _share(reader, path, data, "share", FULL), _share(reader, path, data, "other", 0))


def _recency(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    decay = reader.choice(f"{path}.decay", data.get("decay"), ("linear", "half_life"))
    longest = MAX_HALF_LIFE if decay == "half_life" else MAX_DAYS
    days = reader.integer(f"{path}.days", data.get("days"), 1, longest)
    if decay != "half_life":
        return Recency(decay, days)
    stored = data.get("table")
    if stored is None:
        return Recency(decay, days, half_life_table(days or 1))
    items = reader.items(f"{path}.table", stored, 1, MAX_HALF_LIFE * 11 + 1)
    return Recency(decay, days, tuple(reader.integer(f"{path}.table", share, 0, FULL) for share in items))


def _flag(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    return Flag(_share(reader, path, data, "when_true", FULL), _share(reader, path, data, "when_false", 0))


def _axis(reader: Reader, path: str, given: object) -> Axis | None:
    data = reader.mapping(path, given, known={"fact", "list", "edges", "categories"})
    if data is None:
        return None
    if ("edges" in data) == ("categories" in data):
        reader.problem(path, "edges_or_categories")
        return None
    is_list = reader.flag(f"{path}.list", data.get("list", False))
    if "edges" in data:
        if is_list:
            reader.problem(f"{path}.list", "edges_of_a_list")
        given_edges = reader.items(f"{path}.edges", data["edges"], 1, MAX_LEVELS)
        edges = tuple(reader.integer(f"{path}.edges", edge, -MAX_X, MAX_X) for edge in given_edges)
        if any(right <= left for left, right in itertools.pairwise(edges)):
            reader.problem(f"{path}.edges", "not_ascending")
        fact = _axis_fact(reader, path, data, FactKind.INT, FactKind.DAYS)
        return Axis(fact, edges)
    groups = reader.items(f"{path}.categories", data["categories"], 1, MAX_LEVELS)
    categories = tuple(_values(reader, f"{path}.categories.{place}", group) for place, group in enumerate(groups))
    reader.values_differ(f"{path}.categories", [list(group) for group in categories])
    if is_list:
        return Axis(_fact(reader, f"{path}.fact", data.get("fact"), FactKind.SET), (), categories, is_list=True)
    return Axis(_axis_fact(reader, path, data, FactKind.TEXT, FactKind.SET), (), categories)


def _axis_fact(reader: Reader, path: str, data: Mapping[str, object], usual: FactKind, other: FactKind) -> str:
    """The fact of an axis; a list or days since a signal are taken where the fact is nothing else."""
    given = data.get("fact")
    kind = other if isinstance(given, str) and fact_kinds(given) == (other,) else usual
    return _fact(reader, f"{path}.fact", given, kind)


def _table(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    given = reader.items(f"{path}.axes", data.get("axes"), 1, 2)
    axes = [_axis(reader, f"{path}.axes.{place}", axis) for place, axis in enumerate(given)]
    sound = tuple(axis for axis in axes if axis is not None)
    cells = 1
    for axis in sound:
        cells *= axis.levels
    items = reader.items(f"{path}.shares", data.get("shares"), 1, (MAX_LEVELS + 2) ** 2)
    shares = tuple(reader.integer(f"{path}.shares.{place}", share, 0, FULL) for place, share in enumerate(items))
    if sound and len(sound) == len(given) and items and len(items) != cells:
        reader.problem(f"{path}.shares", "cells", expected=cells, given=len(items))
    if len(sound) == 2 and sound[0].fact == sound[1].fact:
        reader.problem(f"{path}.axes.1.fact", "duplicate", value=sound[1].fact)
    return Table(sound, shares)


def _knock_out(reader: Reader, path: str, data: Mapping[str, object]) -> Rule:
    op = reader.choice(f"{path}.op", data.get("op"), KNOCK_OUT_OPS) or "is_true"
    reason = reader.text(f"{path}.reason", data.get("reason") or "", limit=MAX_TEXT, required=False)
    values: tuple[str, ...] = ()
    bound = 0
    if op in ("in", "not_in", "has_any", "has_all"):
        values = _values(reader, f"{path}.values", data.get("values"))
    elif op in ("below", "above"):
        bound = reader.integer(f"{path}.bound", data.get("bound"), -MAX_X, MAX_X)
    elif op == "within_days":
        bound = reader.integer(f"{path}.bound", data.get("bound"), 0, MAX_DAYS)
    return KnockOut(op, values, bound, reason)


_PARSERS: dict[str, tuple[set[str], Callable[[Reader, str, Mapping[str, object]], Rule]]] = {
    "one_of": ({"shares", "other"}, _one_of),
    "range": ({"points"}, _range),
    "has": ({"mode", "values", "share", "other"}, _has),
    "recency": ({"decay", "days", "table"}, _recency),
    "flag": ({"when_true", "when_false"}, _flag),
    "table": ({"axes", "shares"}, _table),
    "knock_out": ({"op", "values", "bound", "reason"}, _knock_out),
}
