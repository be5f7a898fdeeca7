"""The facts of accounts, or of deals and their accounts, as SQL: one narrow select with a column per fact, and joins
only for families that are read.

Written by hand, because a million accounts are read in one statement and the ORM cannot fence a subquery. No value is
ever formatted into the text: names come from the closed catalogue here, everything a user typed is a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.domain.icp_facts import (
    CUSTOM,
    DEAL,
    DEAL_CUSTOM,
    EXCLUDED,
    MEASURE,
    RATING,
    SCORE,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
    FactRead,
    FactValue,
    Subject,
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

# what the deal row says; the ages stand still on the day the deal was closed
DEAL_COLUMNS: dict[str, str] = {
    "deal.amount": "amount_cents",
    "deal.currency": "currency",
    "deal.stage": "stage",
    "deal.type": "type",
    "deal.source": "source",
    "deal.owner": "owner_email",
    "deal.products": "products",
    "deal.term_months": "term_months",
    "deal.one_time_fees": "one_time_fees_cents",
    "deal.gross_margin_pct": "gross_margin_bp",
}
_DEAL_DAY = "least((%s::timestamptz AT TIME ZONE 'UTC')::date, CASE WHEN d.status <> 'open' THEN d.closed_on END)"
DEAL_AGES: dict[str, str] = {
    "deal.age_days": f"({_DEAL_DAY} - d.created_on)::bigint",
    "deal.days_in_stage": f"({_DEAL_DAY} - (d.stage_changed_at AT TIME ZONE 'UTC')::date)::bigint",
    "deal.days_to_close": f"(d.expected_close_on - {_DEAL_DAY})::bigint",
}

# how accounts stand under the profiles, as stored: those that read them are scored after them
STANDINGS = (
    "(SELECT s.tenant_id, s.account_id, s.score_milli, s.excluded_by, p.key AS profile_key FROM fit_score s"
    " JOIN icp_profile p ON p.tenant_id = s.tenant_id AND p.id = s.profile_id) standing"
)

NUMBER = r"^ *[+-]?[0-9]{1,12}([.][0-9]{1,9})? *$"  # a custom number, read in thousandths


@contextmanager
def planned_for_many(cursor: Any) -> Iterator[None]:
    """In this block statements are planned for many rows: no join is made row by row, no expression is compiled.

    The planner takes tenant and key range for independent of each other, and expects a single row of a small workspace
    beside large ones, or of one younger than its statistics: every account would be compared with every other.
    """
    cursor.execute("SELECT set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true)")
    yield
    cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and its parameters, in order."""

    text: str
    params: tuple[Any, ...] = ()


NOTHING = Sql("")


@dataclass(frozen=True)
class Scope:
    """Which accounts or deals of a tenant: a half-open key range, some keys, several ranges, or all of them.

    ``as_of``: with the facts as they were known at that moment, undone from ``FactChange`` (a few keys at a time).
    ``as_opened``: deals with the facts, signals and ratings as known at the end of the day each of them was created; a
    deal without that day has today's.
    """

    tenant_id: int
    ranges: tuple[tuple[int, int], ...] = ()
    keys: tuple[int, ...] | None = None
    subject: Subject = Subject.ACCOUNT
    as_of: datetime | None = None
    as_opened: bool = False

    def where(self, tenant_column: str, id_column: str) -> Sql:
        """This function will write the condition on a table's tenant column and the column of the subject's id."""
        text, params = f"{tenant_column} = %s", [self.tenant_id]  # type: tuple[str, list[object]]
        if self.keys is not None:
            text, params = f"{text} AND {id_column} = ANY(%s::bigint[])", [*params, list(self.keys)]
        if self.ranges:
            either = " OR ".join(f"({id_column} >= %s AND {id_column} < %s)" for _ in self.ranges)
            text, params = f"{text} AND ({either})", [*params, *(edge for pair in self.ranges for edge in pair)]
        return Sql(text, tuple(params))

    def moment(self, deal: str) -> Sql:
        """This function will write the moment the facts are to be known at; ``deal`` is the alias of the deal's row."""
        if self.as_opened:
            return Sql(f"({deal}.created_on + 1)::timestamp AT TIME ZONE 'UTC'")
        return Sql("%s", (self.as_of,))

    def asked(self, now: datetime) -> Sql:
        """This function will write the moment up to which events count: ``now``, or the end of a deal's first day."""
        if not self.as_opened:
            return Sql("%s::timestamptz", (now,))
        opened = self.moment("d")
        return Sql(f"least(coalesce({opened.text}, %s::timestamptz), %s::timestamptz)", (*opened.params, now, now))

    @property
    def everything(self) -> bool:
        """Whether nothing of the tenant is left out."""
        return self.keys is None and not self.ranges

    def accounts_where(self, row: str = "") -> Sql:
        """This function will write the condition on tables that belong to the accounts in question; ``row`` is the
        alias and a dot, or nothing.
        """
        if self.subject is Subject.ACCOUNT or self.everything:
            return self.where(f"{row}tenant_id", f"{row}account_id")
        inner = self.where("tenant_id", "id")
        text = f"{row}tenant_id = %s AND {row}account_id IN (SELECT account_id FROM deal WHERE {inner.text})"  # noqa: S608
        return Sql(text, (self.tenant_id, *inner.params))


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
    """This function will write the select of ``id``, of accounts or of deals, and one column a fact, as of ``now``.

    Texts and lists come folded, as rules compare them, or as they are; numbers in the stored unit; days as whole days.
    ``OFFSET 0`` keeps the planner from copying the expressions to every place that uses them.
    """
    joins = {SIGNAL: _Join(), RATING: _Join(), MEASURE: _Join(), SCORE: _Join()}
    columns: dict[FactRead, str] = {}
    parts: list[Sql] = []
    for place, read in enumerate(reads):
        columns[read] = f"f{place}"
        expression = _expression(read, joins, scope, now, folded)
        parts.append(Sql(f"{expression.text} AS f{place}", expression.params))
    tables = [
        _signals(joins[SIGNAL], scope, now),
        _ratings(joins[RATING], scope, now),
        _joined("ms", Sql("account_measure"), "key", joins[MEASURE], scope),
        _joined("sc", Sql(STANDINGS), "profile_key", joins[SCORE], scope),
    ]
    row, rows = _rows(reads, scope)
    where = scope.where(f"{row}.tenant_id", f"{row}.id")
    text = (
        f"SELECT {', '.join([f'{row}.id', *(part.text for part in parts)])} FROM {rows.text}"  # noqa: S608
        f"{''.join(joined.text for joined in tables)} WHERE {where.text} OFFSET 0"
    )
    params = [value for part in [*parts, rows, *tables, where] for value in part.params]
    return FactSelect(Sql(text, tuple(params)), columns)


def _rows(reads: Sequence[FactRead], scope: Scope) -> tuple[str, Sql]:
    """The alias of the table whose rows are scored, and the tables whose columns are read."""
    own = scope.where("kept.tenant_id", "kept.id")
    if scope.subject is Subject.ACCOUNT:
        return "a", Sql("account a") if scope.as_of is None else _known("account", "a", own, scope.moment("kept"))
    today = scope.as_of is None and not scope.as_opened
    deals = Sql("deal d") if today else _known("deal", "d", own, scope.moment("kept"))
    if not any(fact_split(read.key)[0] in ("account", CUSTOM) for read in reads):
        return "d", deals
    if today:
        return "d", Sql("deal d LEFT JOIN account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id")
    its = Sql("kept.tenant_id = d.tenant_id AND kept.id = d.account_id")
    account = _known("account", "a", its, scope.moment("d"))
    return "d", Sql(f"{deals.text} LEFT JOIN LATERAL {account.text} ON true", (*deals.params, *account.params))


def _known(kind: str, alias: str, where: Sql, moment: Sql) -> Sql:
    """Accounts or deals with later changes undone, those of custom fields one by one."""
    whole = "jsonb_build_object('custom', jsonb_strip_nulls(kept.custom || undone.custom))"
    return _undone(kind, kind, alias, where, moment, whole)


def _undone(table: str, kind: str, alias: str, where: Sql, moment: Sql, whole: str = "'{}'") -> Sql:
    """A table's rows with later changes undone: each field has the oldest value that was given up after the moment;
    ``whole`` fields are put together otherwise.
    """
    text = f"""(
        SELECT was.* FROM {table} kept
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_object_agg(field, old) FILTER (WHERE NOT own), '{{}}') AS plain,
                   coalesce(jsonb_object_agg(substr(field, 8), old) FILTER (WHERE own), '{{}}') AS custom
              FROM (SELECT DISTINCT ON (field) field, old, starts_with(field, 'custom.') AS own FROM fact_change
                     WHERE tenant_id = kept.tenant_id AND object_kind = '{kind}' AND object_id = kept.id
                       AND at > {moment.text}
                     ORDER BY field, at, id) later) undone
        CROSS JOIN LATERAL jsonb_populate_record(kept, undone.plain || {whole}) was
        WHERE {where.text}) {alias}"""  # noqa: S608
    return Sql(text, (*moment.params, *where.params))


def _expression(read: FactRead, joins: dict[str, _Join], scope: Scope, now: datetime, folded: bool) -> Sql:
    family, name = fact_split(read.key)
    if family in (CUSTOM, DEAL_CUSTOM):
        return _custom("a" if family == CUSTOM else "d", read.kind, name, folded)
    if family == DEAL:
        ages = DEAL_AGES.get(read.key)
        return Sql(ages, (now,)) if ages else _column("d", read.kind, DEAL_COLUMNS[read.key], folded)
    if family == SIGNAL:
        column = joins[SIGNAL].add("max(occurred_at) FILTER (WHERE kind = %s)", name)
        at = scope.asked(now)
        return Sql(f"extract(day FROM {at.text} - sg.{column})::bigint", at.params)
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
    if family == SCORE:
        return Sql(f"sc.{joins[SCORE].add('max(score_milli) FILTER (WHERE profile_key = %s)', name)}::bigint")
    if family == EXCLUDED:
        column = "bool_or(excluded_by IS NOT NULL) FILTER (WHERE profile_key = %s)"
        return Sql(f"sc.{joins[SCORE].add(column, name)}")
    return _column("a", read.kind, COLUMNS[read.key], folded)


def _lower(text: str, folded: bool) -> str:
    return f'lower({text} COLLATE "C")' if folded else text


def _column(row: str, kind: FactKind, column: str, folded: bool) -> Sql:
    if kind is FactKind.TEXT:
        return Sql(f"nullif({_lower(f'{row}.{column}', folded)}, '')")
    if kind is FactKind.SET:
        return Sql(f"{_lower(f'{row}.{column}::text', folded)}::text[]")
    return Sql(f"{row}.{column}::bigint")


def _custom(row: str, kind: FactKind, name: str, folded: bool) -> Sql:
    """A header's value in ``custom``: JSON as the source gave it, read as the rule needs it, else unknown."""
    scalar = (
        f"CASE WHEN jsonb_typeof({row}.custom -> %s) IN ('string', 'number', 'boolean')"
        f" THEN nullif({row}.custom ->> %s, '') END"
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
        f"CASE WHEN jsonb_typeof({row}.custom -> %s) = 'array' THEN ARRAY(SELECT {_lower('i', folded)}"  # noqa: S608
        f" FROM jsonb_array_elements_text({row}.custom -> %s) i WHERE i IS NOT NULL)"
    )
    one = f"WHEN {scalar} IS NOT NULL THEN ARRAY[{_lower(f'({scalar})', folded)}] END"
    return Sql(f"{items} {one}", (name,) * 6)


def _signals(join: _Join, scope: Scope, now: datetime) -> Sql:
    """The newest event and the count by kind; events of the future are ignored."""
    if scope.as_opened:
        return _as_opened("sg", Sql("signal"), "kind", "occurred_at", join, scope, now)
    return _joined("sg", Sql("signal"), "kind", join, scope, Sql("AND occurred_at <= %s", (now,)))


def _ratings(join: _Join, scope: Scope, now: datetime) -> Sql:
    """Opinions, of the past as they stood then: what replaced them later is undone."""
    if scope.as_opened:
        its = Sql("kept.tenant_id = d.tenant_id AND kept.account_id = d.account_id")
        then = _undone("team_rating", "rating", "was", its, scope.moment("d"))
        return _as_opened("rt", then, "department", "rated_at", join, scope, now)
    if scope.as_of is None:
        return _joined("rt", Sql("team_rating"), "department", join, scope)
    then = _undone("team_rating", "rating", "was", scope.accounts_where("kept."), scope.moment("kept"))
    return _joined("rt", then, "department", join, scope, Sql("AND rated_at <= %s", (scope.as_of,)))


def _as_opened(alias: str, table: Sql, name_column: str, at: str, join: _Join, scope: Scope, now: datetime) -> Sql:
    """The same aggregate for each deal by itself, of what had happened at its account when it was opened."""
    if not join.columns:
        return Sql("")
    asked = scope.asked(now)
    text = (
        f" LEFT JOIN LATERAL (SELECT {', '.join(join.columns)} FROM {table.text}"  # noqa: S608
        f" WHERE tenant_id = d.tenant_id AND account_id = d.account_id AND {name_column} = ANY(%s)"
        f" AND {at} <= {asked.text}) {alias} ON true"
    )
    return Sql(text, (*join.params, *table.params, sorted(set(join.names)), *asked.params))


def _joined(alias: str, table: Sql, name_column: str, join: _Join, scope: Scope, extra: Sql = NOTHING) -> Sql:
    if not join.columns:
        return Sql("")
    where = scope.accounts_where()
    text = (
        f" LEFT JOIN (SELECT account_id, {', '.join(join.columns)} FROM {table.text}"  # noqa: S608
        f" WHERE {where.text} AND {name_column} = ANY(%s) {extra.text} GROUP BY account_id) {alias}"
        f" ON {alias}.account_id = {'a.id' if scope.subject is Subject.ACCOUNT else 'd.account_id'}"
    )
    names = sorted(set(join.names))
    return Sql(text, (*join.params, *table.params, *where.params, names, *extra.params))


def facts_read(reads: Sequence[FactRead], scope: Scope, *, now: datetime) -> dict[int, dict[FactRead, FactValue]]:
    """This function will return facts as Python values, by account (or deal); texts as they were given."""
    select = facts_select(reads, scope, now=now, folded=False)
    with connection.cursor() as cursor:
        cursor.execute(select.sql.text, select.sql.params)
        rows = cursor.fetchall()
    return {row[0]: dict(zip(reads, map(_value, row[1:]), strict=True)) for row in rows}


def _value(value: Any) -> FactValue:
    if isinstance(value, list):
        return tuple(value)
    return int(value) if isinstance(value, Decimal) else value
