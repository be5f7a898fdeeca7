"""The facts of accounts as SQL: one narrow select with a column per fact, and joins only for families that are read.

Written by hand, because a million accounts are read in one statement and the ORM cannot fence a subquery. No value is
ever formatted into the text: names come from the closed catalogue here, everything a user typed is a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.domain.icp_facts import (
    CUSTOM,
    MEASURE,
    RATING,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
    FactRead,
    FactValue,
    fact_split,
)

COLUMNS: dict[str, str] = {
    "industry": "industry",
    "sub_industry": "sub_industry",
    "country": "country",
    "region": "region",
    "city": "city",
    "company_type": "company_type",
    "financial_performance": "financial_performance",
    "lifecycle": "lifecycle",
    "employees": "employees",
    "annual_revenue": "annual_revenue_cents",
    "offices": "offices",
    "founded_year": "founded_year",
    "growth_pct": "growth_bp",
    "projected_growth_pct": "projected_growth_bp",
    "market_share_pct": "market_share_bp",
    "technologies": "technologies",
}

NUMBER = r"^ *[+-]?[0-9]{1,12}([.][0-9]{1,9})? *$"  # a custom number, read in thousandths


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and its parameters, in order."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Which accounts of a tenant: a half-open key range, some keys, several ranges, or all of them."""

    tenant_id: int
    ranges: tuple[tuple[int, int], ...] = ()
    keys: tuple[int, ...] | None = None

    def where(self, tenant_column: str, id_column: str) -> Sql:
        """This function will write the condition on a table's tenant and account columns."""
        text, params = f"{tenant_column} = %s", [self.tenant_id]  # type: tuple[str, list[object]]
        if self.keys is not None:
            text, params = f"{text} AND {id_column} = ANY(%s::bigint[])", [*params, list(self.keys)]
        if self.ranges:
            either = " OR ".join(f"({id_column} >= %s AND {id_column} < %s)" for _ in self.ranges)
            text, params = f"{text} AND ({either})", [*params, *(edge for pair in self.ranges for edge in pair)]
        return Sql(text, tuple(params))


@dataclass
class _Join:
    """An aggregate per account over one table, with a column for every fact read from it."""

    columns: list[str] = field(default_factory=list)
    params: list[object] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, column: str, name: str, times: int = 1) -> str:
        place = f"c{len(self.columns)}"
        self.columns.append(f"{column} AS {place}")
        self.params.extend([name] * times)
        self.names.append(name)
        return place


@dataclass(frozen=True)
class FactSelect:
    """The select and the name of each fact's column in it."""

    sql: Sql
    columns: dict[FactRead, str]


def facts_select(reads: Sequence[FactRead], scope: Scope, *, now: datetime, folded: bool = True) -> FactSelect:
    """This function will write the select of ``id`` and one column for each fact read, as of ``now``.

    Texts and lists come folded, as rules compare them, or as they are; numbers in the stored unit; days as whole days.
    ``OFFSET 0`` keeps the planner from copying the expressions to every place that uses them.
    """
    joins = {SIGNAL: _Join(), RATING: _Join(), MEASURE: _Join()}
    columns: dict[FactRead, str] = {}
    parts: list[Sql] = []
    for place, read in enumerate(reads):
        columns[read] = f"f{place}"
        expression = _expression(read, joins, now, folded)
        parts.append(Sql(f"{expression.text} AS f{place}", expression.params))
    tables = [_signals(joins[SIGNAL], scope, now), _ratings(joins[RATING], scope), _measures(joins[MEASURE], scope)]
    where = scope.where("a.tenant_id", "a.id")
    text = (
        f"SELECT {', '.join(['a.id', *(part.text for part in parts)])} FROM account a"  # noqa: S608
        f"{''.join(table.text for table in tables)} WHERE {where.text} OFFSET 0"
    )
    params = [value for part in [*parts, *tables, where] for value in part.params]
    return FactSelect(Sql(text, tuple(params)), columns)


def _expression(read: FactRead, joins: dict[str, _Join], now: datetime, folded: bool) -> Sql:
    family, name = fact_split(read.key)
    if family == CUSTOM:
        return _custom(read.kind, name, folded)
    if family == SIGNAL:
        column = joins[SIGNAL].add("max(occurred_at) FILTER (WHERE kind = %s)", name)
        return Sql(f"extract(day FROM %s::timestamptz - sg.{column})::bigint", (now,))
    if family == SIGNAL_COUNT:
        column = joins[SIGNAL].add("count(*) FILTER (WHERE kind = %s)", name)
        return Sql(f"coalesce(sg.{column}, 0)")
    if family == RATING:
        # the mean in thousandths, half up
        mean = (
            "(2000 * sum(score) FILTER (WHERE department = %s) + count(*) FILTER (WHERE department = %s))"
            " / nullif(2 * count(*) FILTER (WHERE department = %s), 0)"
        )
        return Sql(f"rt.{joins[RATING].add(mean, name, times=3)}")
    if family == MEASURE:
        return Sql(f"ms.{joins[MEASURE].add('max(value) FILTER (WHERE key = %s)', name)}")
    return _column(read.kind, COLUMNS[read.key], folded)


def _lower(text: str, folded: bool) -> str:
    return f'lower({text} COLLATE "C")' if folded else text


def _column(kind: FactKind, column: str, folded: bool) -> Sql:
    if kind is FactKind.TEXT:
        return Sql(f"nullif({_lower(f'a.{column}', folded)}, '')")
    if kind is FactKind.SET:
        return Sql(f"{_lower(f'a.{column}::text', folded)}::text[]")
    return Sql(f"a.{column}::bigint")


def _custom(kind: FactKind, name: str, folded: bool) -> Sql:
    """A header's value in ``custom``: JSON as the source gave it, read as the rule needs it, else unknown."""
    scalar = (
        "CASE WHEN jsonb_typeof(a.custom -> %s) IN ('string', 'number', 'boolean') THEN nullif(a.custom ->> %s, '') END"
    )
    if kind is FactKind.TEXT:
        return Sql(_lower(f"({scalar})", folded), (name, name))
    if kind is FactKind.INT:
        text = "CASE WHEN x.t ~ %s THEN round(x.t::numeric * 1000)::bigint END"
        return Sql(f"(SELECT {text} FROM (SELECT {scalar} AS t OFFSET 0) x)", (NUMBER, name, name))  # noqa: S608
    if kind is FactKind.BOOL:
        yes_no = "CASE WHEN x.t = ANY(%s) THEN true WHEN x.t = ANY(%s) THEN false END"
        words = (["true", "yes", "y", "t", "1"], ["false", "no", "n", "f", "0"])
        inner = f"SELECT {_lower(f'({scalar})', True)} AS t OFFSET 0"
        return Sql(f"(SELECT {yes_no} FROM ({inner}) x)", (*words, name, name))  # noqa: S608
    items = (
        f"CASE WHEN jsonb_typeof(a.custom -> %s) = 'array' THEN ARRAY(SELECT {_lower('i', folded)}"  # noqa: S608
        " FROM jsonb_array_elements_text(a.custom -> %s) i WHERE i IS NOT NULL)"
    )
    one = f"WHEN {scalar} IS NOT NULL THEN ARRAY[{_lower(f'({scalar})', folded)}] END"
    return Sql(f"{items} {one}", (name,) * 6)


def _signals(join: _Join, scope: Scope, now: datetime) -> Sql:
    """The newest event and the count by kind; events of the future are ignored."""
    return _joined("sg", "signal", "kind", join, scope, "AND occurred_at <= %s", (now,))


def _ratings(join: _Join, scope: Scope) -> Sql:
    return _joined("rt", "team_rating", "department", join, scope)


def _measures(join: _Join, scope: Scope) -> Sql:
    return _joined("ms", "account_measure", "key", join, scope)


def _joined(
    alias: str,
    table: str,
    name_column: str,
    join: _Join,
    scope: Scope,
    extra: str = "",
    extra_params: tuple[object, ...] = (),
) -> Sql:
    if not join.columns:
        return Sql("")
    where = scope.where("tenant_id", "account_id")
    text = (
        f" LEFT JOIN (SELECT account_id, {', '.join(join.columns)} FROM {table}"  # noqa: S608
        f" WHERE {where.text} AND {name_column} = ANY(%s) {extra} GROUP BY account_id) {alias}"
        f" ON {alias}.account_id = a.id"
    )
    names = sorted(set(join.names))
    return Sql(text, (*join.params, *where.params, names, *extra_params))


def facts_read(reads: Sequence[FactRead], scope: Scope, *, now: datetime) -> dict[int, dict[FactRead, FactValue]]:
    """This function will return the facts of some accounts as Python values, by account; texts as they were given."""
    select = facts_select(reads, scope, now=now, folded=False)
    with connection.cursor() as cursor:
        cursor.execute(select.sql.text, select.sql.params)
        rows = cursor.fetchall()
    return {row[0]: dict(zip(reads, map(_value, row[1:]), strict=True)) for row in rows}


def _value(value: Any) -> FactValue:
    if isinstance(value, list):
        return tuple(value)
    return int(value) if isinstance(value, Decimal) else value
