"""What one kind of record looks like to the upsert: its table, its columns, and what finds other records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.domain.facts import Facts
from accounts.domain.identity import name_key
from accounts.domain.values import Field, Kind

# In SQL, the tenant bound. Kept from the planner's eyes, who then expects what tenants have on average: of one that its
# statistics do not know yet it would expect a single row, and compare each row of the stage with all of that tenant's.
TENANT = "(select %(tenant)s::bigint)"
C_TEXT = 'text collate "C"'
TYPES = {
    Kind.INTEGER: "bigint",
    Kind.MONEY: "bigint",
    Kind.PERCENT: "bigint",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamptz",
    Kind.BOOL: "boolean",
    Kind.LIST: "text[]",
    Kind.OBJECT: "jsonb",
    Kind.LINKS: "jsonb",
    Kind.DOMAIN: C_TEXT,
}


@dataclass(frozen=True)
class Derived:
    """A column worked out from fields while they are staged."""

    column: str
    fields: tuple[str, ...]
    make: Callable[..., Any]
    pg: str = C_TEXT
    stored: bool = True


@dataclass(frozen=True)
class Linked:
    """A column found by the matching step. ``new``: its value for a known row, ``insert``: for a new one."""

    column: str
    fields: tuple[str, ...]  # whose presence gives it
    new: str
    insert: str
    pg: str = "bigint"


@dataclass(frozen=True)
class Column:
    """A column that is compared and written. ``new`` is its value in SQL over ``s`` (stage) and ``a`` (the row)."""

    name: str
    bit: int  # of the field that must be given; 0: always
    new: str
    insert: str
    fact: bool = True  # counts as a change and is kept in the history
    cast: str = ""  # of the stored side, where PostgreSQL has no operator between the two types


@dataclass(frozen=True, eq=False)
class UpsertSpec:
    """One kind of record.

    ``linked``: columns found by the matching step rather than carried by the rows.
    """

    facts: Facts
    table: str
    derived: tuple[Derived, ...] = ()
    linked: tuple[Linked, ...] = ()
    history: str = ""  # object_kind of FactChange; empty: no history is kept
    silent: frozenset[str] = frozenset()  # columns that are not facts of their own

    @property
    def stage(self) -> str:
        """The name of the temporary table."""
        return f"stage_{self.table}"

    @cached_property
    def bits(self) -> dict[str, int]:
        """One bit a field, to say which fields a record carries."""
        return {field.name: 1 << place for place, field in enumerate(self.facts.fields)}

    def given(self, names: Sequence[str]) -> int:
        """The mask of these fields."""
        mask = 0
        for name in names:
            mask |= self.bits[name]
        return mask

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column the upsert writes, key and bookkeeping apart."""
        made = [self._plain(field) for field in self.facts.fields if field.stored and field.name != "external_id"]
        for derived in self.derived:
            if derived.stored:
                mask = self.given(derived.fields)
                made.append(
                    Column(derived.column, mask, f"s.{derived.column}", f"coalesce(s.{derived.column}, '')", False)
                )
        for link in self.linked:
            mask = self.given(link.fields)
            made.append(Column(link.column, mask, link.new, link.insert, link.column not in self.silent))
        return tuple(made)

    def _plain(self, field: Field) -> Column:
        bit, name = self.bits[field.name], field.target
        fact = name not in self.silent and name != "updated_at_source"
        if field.kind is Kind.OBJECT:
            merged = f"jsonb_strip_nulls(a.{name} || s.{name})"
            return Column(name, bit, merged, f"coalesce(jsonb_strip_nulls(s.{name}), '{{}}')", fact)
        insert = f"s.{name}"
        if field.empty is not None and isinstance(field.empty, str):
            insert = f"coalesce(s.{name}, '{field.empty}')"
        cast = "::text[]" if field.kind is Kind.LIST else ""
        return Column(name, bit, f"s.{name}", insert, fact, cast)

    @cached_property
    def stage_columns(self) -> tuple[tuple[str, str], ...]:
        """Name and type of what the rows carry into the stage, in order."""
        given = [(field.target, TYPES.get(field.kind, "text")) for field in self.facts.fields]
        return (*given, *((derived.column, derived.pg) for derived in self.derived))

    @cached_property
    def create_sql(self) -> str:
        """The stage: kept by the session, emptied at every commit."""
        columns = [f"{name} {kind}" for name, kind in self.stage_columns]
        columns += [f"{link.column} {link.pg}" for link in self.linked]
        return (
            f"create temporary table if not exists {self.stage} (idx bigint not null, given bigint not null, "
            f"target_id bigint, public_id uuid not null default gen_random_uuid(), found_ref text, "
            f"fault text, fault_field text, fault_value text, {', '.join(columns)}) on commit delete rows"
        )


ACCOUNT_NAME_KEY = Derived("account_name_key", ("account_name",), name_key, stored=False)
ACCOUNT_REFS = ("account_external_id", "account_domain", "account_name")
# An account chosen by hand stays when the same unknown reference comes again.
ACCOUNT_LINKS = (
    Linked(
        "account_id",
        ACCOUNT_REFS,
        "case when s.account_id is null and s.found_ref = a.account_ref then a.account_id else s.account_id end",
        "s.account_id",
    ),
    Linked("account_ref", ACCOUNT_REFS, "coalesce(s.found_ref, '')", "coalesce(s.found_ref, '')", "text"),
)
OWNER_LINK = Linked("owner_id", ("owner_email",), "s.owner_id", "s.owner_id")
