"""One upsert, from staging to announcing: the same for one record, a batch of a thousand or a file of a million."""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection

from accounts.domain.facts import ABSENT
from accounts.domain.problems import Problem
from accounts.services.upsert import match
from accounts.services.upsert.spec import TENANT, Column, UpsertSpec
from accounts.services.upsert.stage import StagedRow, rows_stage
from accounts.services.upsert.write import MOST_IDS, Identity, Written, rows_insert, rows_update
from tenancy.context import required_tenant_id
from users.selectors import members_by_email

NOTES = frozenset({"superseded", "stale"})  # a row left out for a later or newer one: told, but no fault
TRIES = 3  # a concurrent writer may store the same key first, and once more


@dataclass(frozen=True)
class RowFault:
    """A staged row that is not written, and why."""

    position: int
    problem: Problem

    @property
    def is_note(self) -> bool:
        """Whether the row merely gave way."""
        return self.problem.code in NOTES


@dataclass
class Outcome:
    """What an upsert did."""

    staged: int = 0
    created: Written = field(default_factory=Written)
    updated: Written = field(default_factory=Written)
    changed_positions: list[int] = field(default_factory=list)
    faults: int = 0
    notes: int = 0

    @property
    def unchanged(self) -> int:
        """Rows that already stood as they came."""
        return self.staged - self.created.count - self.updated.count - self.faults - self.notes


class Upsert:
    """The steps, in order: ``stage``, ``check``, (``faults_count``, ``faults``), ``write``, in one transaction.

    Subclasses say how their rows find other records. ``create_only``: never match by identity.
    ``said_by``: whom the history of facts names where that is not the records' source. ``is_correction``: what changes
    had been wrong all along.
    """

    spec: ClassVar[UpsertSpec]

    def __init__(
        self, *, source: str, now: datetime, create_only: bool = False, said_by: str = "", is_correction: bool = False
    ) -> None:
        self.source, self.now, self.create_only = source, now, create_only
        self.said_by, self.is_correction = said_by or source, is_correction
        self.fields: frozenset[str] = frozenset()
        self.uniform = True
        self.has_targets = False
        self.unmatched = 0
        self.left: set[int] = set()  # accounts that known records go away from
        self.outcome = Outcome()

    def stage(self, fields: Sequence[str], rows: Iterable[StagedRow], *, targets: dict[int, int] | None = None) -> int:
        """This function will stage rows: position, and values in the order of ``fields``. Returns how many."""
        self.fields, self.has_targets = frozenset(fields), bool(targets)
        self.outcome.staged, self.uniform = rows_stage(self.spec, fields, rows, targets=targets)
        return self.outcome.staged

    def check(self) -> None:
        """This function will match the rows with what is stored and mark those that cannot be written."""
        many = self.outcome.staged > 1
        self.unmatched = 0 if self.has_targets else self.outcome.staged
        if "external_id" in self.fields:
            if many and not self.has_targets:
                match.keys_once(self.spec)
            if self.has_targets:
                match.keys_free(self.spec, source=self.source)
            else:
                self.unmatched -= match.keys_match(self.spec, source=self.source)
        if self.unmatched:
            self.find()
            match.required_check(self.spec, self.lacking())
        if many:
            match.targets_once(self.spec)
        if "updated_at_source" in self.fields:
            match.stale_skip(self.spec)
        self.resolve()

    def lacking(self) -> list[str]:
        """The fields no new record can be without that not every staged row carries; a carried one is never empty."""
        carried = self.fields if self.uniform else frozenset()
        return [name for name in self.spec.facts.required if name not in carried]

    def find(self) -> None:
        """Match rows without a known key; a subclass's matter."""

    def resolve(self) -> None:
        """Find the other records that the rows name; a subclass's matter."""

    def ambiguous(self, *, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Up to ``limit`` rows that a person must say the meaning of: position and values; a subclass's matter."""
        return []

    def link(self) -> None:
        """Find, once the new rows are stored, records that may be among them; a subclass's matter."""

    def extra_change(self) -> str:
        """A condition in SQL that counts as a change beside the columns."""
        return ""

    def finish(self) -> None:
        """Write what hangs on the records; a subclass's matter."""

    def announce(self) -> None:
        """Tell whom it concerns, for real changes alone; a subclass's matter."""

    def owners(self) -> None:
        """This function will find the members behind the owners given."""
        if "owner_email" in self.fields:
            match.owners_match(self.spec, members_by_email(tenant_id=required_tenant_id()))

    def columns(self) -> list[Column]:
        """The columns that the staged rows may change."""
        given = self.spec.given(sorted(self.fields & set(self.spec.bits)))
        return [column for column in self.spec.columns if column.bit & given]

    def write(self) -> Outcome:
        """This function will store new rows, change those that differ, and announce both."""
        outcome = self.outcome
        for _ in range(TRIES if self.unmatched else 0):
            if not rows_insert(self.spec, self.spec.columns, source=self.source, now=self.now, total=outcome.created):
                break
            match.keys_match(self.spec, source=self.source)
        self.link()
        if outcome.created.count < outcome.staged:
            self.faults_count()
        if outcome.unchanged > 0:  # rows neither new nor left out: they mean a record
            outcome.updated, outcome.changed_positions = rows_update(
                self.spec,
                self.columns(),
                source=self.source,
                said_by=self.said_by,
                now=self.now,
                uniform=self.uniform,
                is_correction=self.is_correction,
                extra=self.extra_change(),
            )
        self.finish()
        if outcome.created.count or outcome.updated.count:
            self.announce()
        return outcome

    def changed_ids(self) -> list[int] | None:
        """This function will return the ids of created and changed records; None when they are more than 1,000."""
        created, updated = self.outcome.created, self.outcome.updated
        if created.count + updated.count > MOST_IDS:
            return None
        return [*created.ids, *updated.ids]

    def is_moving(self, links: Collection[str]) -> bool:
        """This function will tell whether known records may come to other accounts by the rows, and these are few."""
        has_known = self.has_targets or self.unmatched < self.outcome.staged
        return has_known and self.outcome.staged <= MOST_IDS and not self.fields.isdisjoint(links)

    def faults_count(self) -> None:
        """This function will count the rows marked so far as those that are not written."""
        with connection.cursor() as cursor:
            statement = f"""select count(*) filter (where fault <> all(%s)), count(*) filter (where fault = any(%s))
                      from {self.spec.stage} where fault is not null"""
            cursor.execute(
                statement,
                [list(NOTES), list(NOTES)],
            )
            self.outcome.faults, self.outcome.notes = cursor.fetchone()

    def faults(self) -> Iterator[RowFault]:
        """This function will yield the rows that are not written, in their order."""
        with connection.cursor() as cursor:
            statement = f"""select idx, fault, fault_field, fault_value from {self.spec.stage}
                    where fault is not null order by idx"""
            cursor.execute(statement)
            while rows := cursor.fetchmany(1_000):
                for position, code, name, value in rows:
                    yield RowFault(position, Problem(code, None, name, {"value": value or ""}))

    def identities(self) -> dict[int, Identity]:
        """This function will return id, public id and external id of each written or matched row, by position."""
        created = self.outcome.created
        if created.count == self.outcome.staged == len(created.identities):
            return created.identities
        with connection.cursor() as cursor:
            statement = f"""select s.idx, a.id, a.public_id::text, a.external_id
                      from {self.spec.stage} s join {self.spec.table} a on a.tenant_id = {TENANT}
                       and a.id = s.target_id
                     union all
                    select s.idx, a.id, a.public_id::text, a.external_id
                      from {self.spec.stage} s join {self.spec.table} a on a.tenant_id = {TENANT}
                       and s.target_id is null and a.public_id = s.public_id"""
            cursor.execute(
                statement,
                {"tenant": required_tenant_id()},
            )
            return {row[0]: row[1:] for row in cursor.fetchall()}


def rows_of(records: Iterable[tuple[int, dict[str, Any]]], fields: Sequence[str]) -> Iterator[StagedRow]:
    """This function will bring records of values into rows of one width."""
    for position, values in records:
        yield position, [values.get(name, ABSENT) for name in fields]
