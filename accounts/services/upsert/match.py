"""Which record each staged row is about: by key, by identity, by the last of its kind. All in SQL over the stage.

Statements are written by hand because each works on the whole stage at once, a thousand rows or a million. Names are
composed from the specs of this package; values are parameters.

Stored records are probed for row by row: a scalar subquery, or ``lateral (… offset 0)``, which PostgreSQL does not turn
into a join. A join looks equal, but a small stage and a source filled a moment ago have no statistics: the planner then
takes both for one row and compares a thousand rows with all of a tenant's. One probe a row costs the same always.
"""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.services.upsert.spec import TENANT, UpsertSpec
from tenancy.context import required_tenant_id


def run(statement: str, **params: Any) -> int:
    """This function will execute one statement of this package for the tenant, and return the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": required_tenant_id(), **params})
        return int(cursor.rowcount)


def _known(spec: UpsertSpec, table: str, key: str, only: str) -> str:
    """This function will return the stage's places and, beside each, the id that its key has in a table, or null."""
    return f"""select k.ctid as place, (select a.id from {table} a where a.tenant_id = {TENANT}
                      and a.source = %(source)s and a.external_id = k.{key}) as id
                 from {spec.stage} k where k.{key} is not null and k.fault is null and {only} offset 0"""


def key_link(spec: UpsertSpec, table: str, key: str, put: str, source: str) -> int:
    """This function will put the ids that a column's keys have in a table into another column; returns how many."""
    return run(
        f"""update {spec.stage} s set {put} = f.id from ({_known(spec, table, key, f"k.{put} is null")}) f
            where f.place = s.ctid and f.id is not null""",
        source=source,
    )


def keys_match(spec: UpsertSpec, *, source: str) -> int:
    """This function will find the records that have the rows' ``source`` and ``external_id``, and return how many."""
    return key_link(spec, spec.table, "external_id", "target_id", source)


def keys_once(spec: UpsertSpec) -> None:
    """This function will leave out all but the last row of a key; the others say which row won."""
    run(
        f"""update {spec.stage} s set fault = 'superseded', fault_field = 'external_id', fault_value = d.winner::text
              from (select idx, last_value(idx) over (partition by external_id order by idx rows between
                           unbounded preceding and unbounded following) as winner
                      from {spec.stage} where external_id is not null and fault is null) d
            where d.idx = s.idx and d.winner <> d.idx"""
    )


def targets_once(spec: UpsertSpec) -> None:
    """This function will leave out all but the last row that means one record."""
    run(
        f"""update {spec.stage} s set fault = 'superseded', fault_value = d.winner::text
              from (select idx, last_value(idx) over (partition by target_id order by idx rows between
                           unbounded preceding and unbounded following) as winner
                      from {spec.stage} where target_id is not null and fault is null) d
            where d.idx = s.idx and d.winner <> d.idx"""
    )


def required_check(spec: UpsertSpec, names: Sequence[str]) -> None:
    """This function will refuse new records that lack one of these fields, which they cannot be without."""
    for name in names:
        column = spec.facts.by_name[name].target
        run(
            f"""update {spec.stage} set fault = 'required', fault_field = %(field)s
                where target_id is null and fault is null and {column} is null""",
            field=name,
        )


def keys_free(spec: UpsertSpec, *, source: str) -> None:
    """This function will refuse a new ``external_id`` for a known record where another record has it."""
    run(
        f"""update {spec.stage} s set fault = 'conflict', fault_field = 'external_id', fault_value = s.external_id
              from ({_known(spec, spec.table, "external_id", "k.target_id is not null")}) f
             where f.place = s.ctid and f.id <> s.target_id""",
        source=source,
    )


def stale_skip(spec: UpsertSpec) -> None:
    """This function will leave out rows older than what is stored, by the time their source gave them."""
    run(
        f"""update {spec.stage} s set fault = 'stale', fault_field = 'updated_at_source',
                   fault_value = to_char(a.updated_at_source at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
              from {spec.table} a where a.tenant_id = {TENANT} and a.id = s.target_id and s.fault is null
               and a.updated_at_source > s.updated_at_source"""
    )


def accounts_match(spec: UpsertSpec, *, source: str, fields: frozenset[str]) -> None:
    """This function will find the account each row names, by external id, then domain, then name.

    An unknown external id is refused; an unknown or ambiguous domain or name leaves the row without account, with what
    was given in ``found_ref``.
    """
    if "account_external_id" in fields:
        key_link(spec, "account", "account_external_id", "account_id", source)
        run(
            f"""update {spec.stage} set fault = 'unknown_account', fault_field = 'account_external_id',
                       fault_value = account_external_id
                where account_external_id is not null and account_id is null and fault is null"""
        )
    if "account_domain" in fields:
        run(
            f"""update {spec.stage} s set account_id = m.id
                  from (select k.account_domain, min(a.id) as id
                          from (select distinct account_domain from {spec.stage}
                                 where account_id is null and fault is null and account_domain <> '') k
                         cross join lateral (select a.id from account a where a.tenant_id = {TENANT}
                               and a.domain = k.account_domain and a.domain > '' offset 0) a
                         group by 1 having count(*) = 1) m
                where s.account_domain = m.account_domain and s.account_id is null and s.fault is null"""
        )
    if "account_name" in fields:
        run(
            f"""update {spec.stage} s set account_id = m.id
                  from (select k.account_name, case when count(*) = 1 then min(a.id)
                               when count(*) filter (where a.name = k.account_name) = 1
                               then min(a.id) filter (where a.name = k.account_name) end as id
                          from (select distinct account_name, account_name_key from {spec.stage}
                                 where account_id is null and fault is null and account_name_key is not null) k
                         cross join lateral (select a.id, a.name from account a where a.tenant_id = {TENANT}
                               and a.name_key = k.account_name_key offset 0) a
                         group by 1) m
                where s.account_name = m.account_name and m.id is not null and s.account_id is null
                  and s.fault is null"""
        )
    run(
        f"""update {spec.stage} set found_ref = coalesce(account_external_id, account_domain, account_name)
            where account_id is null and fault is null
              and coalesce(account_external_id, account_domain, account_name) is not null"""
    )


def owners_match(spec: UpsertSpec, members: dict[str, int]) -> None:
    """This function will find the members behind the rows' owner addresses; others are kept as text alone."""
    if members:
        run(
            f"""update {spec.stage} s set owner_id = m.user_id
                  from unnest(%(emails)s::text[], %(ids)s::bigint[]) as m (email, user_id)
                where lower(s.owner_email) = m.email and s.fault is null""",
            emails=list(members),
            ids=list(members.values()),
        )


def rows(statement: str, **params: Any) -> list[tuple[Any, ...]]:
    """This function will return the rows of one query of this package with the tenant bound."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": required_tenant_id(), **params})
        return list(cursor.fetchall())


def contacts_match(spec: UpsertSpec, *, source: str) -> None:
    """This function will find the contact each row names by external id; an unknown one is refused."""
    key_link(spec, "contact", "contact_external_id", "contact_id", source)
    run(
        f"""update {spec.stage} set fault = 'unknown_contact', fault_field = 'contact_external_id',
                   fault_value = contact_external_id
            where contact_external_id is not null and contact_id is null and fault is null"""
    )


def accounts_left(spec: UpsertSpec) -> set[int]:
    """This function will name the accounts that the rows' records belong to now and will leave when they are written.

    Nobody can tell afterwards, where no history of the records is kept.
    """
    found = rows(
        f"""select distinct a.account_id from {spec.stage} s join {spec.table} a on a.tenant_id = {TENANT}
               and a.id = s.target_id
             where s.fault is null and a.account_id is not null and a.account_id is distinct from s.account_id"""
    )
    return {account_id for (account_id,) in found}


def account_required(spec: UpsertSpec) -> None:
    """This function will refuse new records without a known account, where they cannot be kept without one."""
    run(
        f"""update {spec.stage} set fault = case when found_ref is null then 'required' else 'unknown_account' end,
                   fault_field = 'account_external_id', fault_value = found_ref
            where account_id is null and fault is null and (target_id is null or found_ref is not null)"""
    )
