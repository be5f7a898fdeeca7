"""From the stage into the table: new rows in one INSERT, changed rows in one UPDATE with their history.

Unchanged rows are not written: no version, no history, no dead tuple. ``ON CONFLICT DO NOTHING`` meets a writer who
stored the same key meanwhile; the rows it leaves are matched again and go the way of an update.
"""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.services.upsert.spec import TENANT, Column, UpsertSpec
from tenancy.context import required_tenant_id

MOST_IDS = 1_000  # ids are told one by one up to here, as a range above
Identity = tuple[int, str, str]  # id, public id, external id


@dataclass
class Written:
    """What a statement wrote: how many rows, their ids when few, their range when many.

    ``identities`` names new rows by their position in the stage, when few.
    """

    count: int = 0
    ids: list[int] = field(default_factory=list)
    identities: dict[int, Identity] = field(default_factory=dict)
    low: int = 0
    high: int = 0

    def add(self, count: int, ids: Sequence[int] | None, low: int | None, high: int | None) -> None:
        """Count another statement's rows in."""
        if not count:
            return
        self.low = min(self.low or low or 0, low or 0)
        self.high = max(self.high, high or 0)
        self.count += count
        self.ids = [*self.ids, *ids] if ids is not None and self.count <= MOST_IDS else []


def rows_insert(spec: UpsertSpec, columns: Sequence[Column], *, source: str, now: datetime, total: Written) -> int:
    """This function will store the rows that match nothing, and return how many a concurrent writer stored first."""
    names = ", ".join(column.name for column in columns)
    values = ", ".join(column.insert for column in columns)
    with connection.cursor() as cursor:
        statement = f"""with made as (
                    insert into {spec.table} (tenant_id, public_id, source, external_id, version, created_at,
                                              updated_at, {names})
                    select %(tenant)s, s.public_id, %(source)s, coalesce(s.external_id, s.public_id::text), 1,
                           %(now)s, %(now)s, {values}
                      from {spec.stage} s where s.target_id is null and s.fault is null order by s.idx
                        on conflict (tenant_id, source, external_id) do nothing
                     returning id, public_id, external_id)
                select count(*), case when count(*) <= {MOST_IDS} then array_agg(id) end, min(id), max(id),
                       (select count(*) from {spec.stage} where target_id is null and fault is null),
                       case when count(*) <= {MOST_IDS} then (
                            select json_agg(json_build_array(s.idx, m.id, m.public_id, m.external_id))
                              from made m join {spec.stage} s on s.public_id = m.public_id) end
                  from made"""
        cursor.execute(
            statement,
            {"tenant": required_tenant_id(), "source": source, "now": now},
        )
        count, ids, low, high, wanted, identities = cursor.fetchone()
    total.add(count, ids, low, high)
    total.identities |= {position: tuple(identity) for position, *identity in identities or ()}
    return int(wanted - count)


def rows_update(
    spec: UpsertSpec,
    columns: Sequence[Column],
    *,
    source: str,
    said_by: str,
    now: datetime,
    uniform: bool,
    is_correction: bool = False,
    extra: str = "",
) -> tuple[Written, list[int]]:
    """This function will change the rows whose facts differ, write their history, and return what really changed.

    ``said_by`` is who the history names for it; ``is_correction``: the old values had been wrong all along.

    The second part names the positions that changed, when few. ``extra``: a further condition in SQL that counts as a
    change. Locks the changed rows in the order of their ids. A newer ``updated_at_source`` alone is stored silently.
    """
    news = {column.name: _new(column, uniform) for column in columns}
    facts = [column for column in columns if column.name != "updated_at_source"]
    real = " or ".join(filter(None, [_differ(facts, news), extra])) or "false"
    touched = f"({real}) or {_differ([c for c in columns if c not in facts], news) or 'false'}"
    selected = "".join(f", a.{c.name}{c.cast} as o_{c.name}, {news[c.name]} as n_{c.name}" for c in columns)
    assigned = "".join(f", {c.name} = d.n_{c.name}" for c in columns)
    key = "coalesce(s.external_id, a.external_id)"
    # asked again under the lock: a writer with newer facts may have committed since the rows were checked
    is_newer = "a.updated_at_source > s.updated_at_source"
    fresh = f" and ({is_newer}) is not true" if any(c.name == "updated_at_source" for c in columns) else ""
    statement = f"""
        with diff as materialized (
            select a.id, s.idx, ({real}) as is_real, {key} as n_external_id,
                   case when s.external_id is null then a.source else %(source)s end as n_source{selected}
              from {spec.table} a join {spec.stage} s on s.target_id = a.id
             where a.tenant_id = {TENANT} and s.fault is null
               and ({touched} or {key} <> a.external_id){fresh}
             order by a.id for update of a),
        done as (
            update {spec.table} a set version = a.version + d.is_real::int, source = d.n_source,
                   external_id = d.n_external_id,
                   updated_at = case when d.is_real then %(now)s else a.updated_at end{assigned}
              from diff d where a.id = d.id and a.tenant_id = {TENANT}){_history(spec, columns)}
        select count(*), case when count(*) <= {MOST_IDS} then array_agg(id) end, min(id), max(id),
               case when count(*) <= {MOST_IDS} then array_agg(idx) end
          from diff where is_real"""
    parameters: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "source": source,
        "now": now,
        "kind": spec.history,
        "said_by": said_by,
        "is_correction": is_correction,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        count, ids, low, high, positions = cursor.fetchone()
    written = Written()
    written.add(count, ids, low, high)
    return written, positions or []


def _new(column: Column, uniform: bool) -> str:
    if uniform or not column.bit:
        return column.new
    return f"case when s.given & {column.bit} <> 0 then {column.new} else a.{column.name}{column.cast} end"


def _differ(columns: Sequence[Column], news: dict[str, str]) -> str:
    return " or ".join(f"a.{c.name}{c.cast} is distinct from {news[c.name]}" for c in columns)


def _history(spec: UpsertSpec, columns: Sequence[Column]) -> str:
    """The insert of one FactChange a changed field; a custom key counts as a field."""
    plain = [column for column in columns if column.fact and column.name != "custom"]
    if not spec.history:
        return ""
    parts = []
    if plain:
        rows = ", ".join(f"('{c.name}', to_jsonb(d.o_{c.name}), to_jsonb(d.n_{c.name}))" for c in plain)
        parts.append(f"(values {rows})")
    if any(column.name == "custom" for column in columns):
        parts.append(
            "(select 'custom.' || k.key, d.o_custom -> k.key, d.n_custom -> k.key"
            " from jsonb_object_keys(d.o_custom || d.n_custom) as k (key))"
        )
    if not parts:
        return ""
    return f""",
        kept as (
            insert into fact_change (tenant_id, object_kind, object_id, field, old, new, is_correction, source, at)
            select %(tenant)s, %(kind)s, d.id, v.field, v.old, v.new, %(is_correction)s, %(said_by)s, %(now)s
              from diff d cross join lateral ({" union all ".join(parts)}) as v (field, old, new)
             where d.is_real and v.old is distinct from v.new)"""
