"""Scores for the rows of a file that is not to be kept: read, matched and scored like an import, then rolled back.

The one way to be sure that a file scores as its records would once they were imported: the same mapping, the same
matching of accounts, the same compiled statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import CUSTOM, DEAL, DEAL_CUSTOM, Subject, fact_split
from accounts.selectors.scores_facts import Scope
from accounts.selectors.scores_sql import scores_select
from accounts.services.upsert import AccountUpsert, DealUpsert, Upsert
from accounts.services.upsert.stage import StagedRow
from crm.domain.mapping import Mapping, Rule, mapping_parse
from crm.domain.rowmap import RowMapper
from crm.domain.table import ReadOptions, Table, table_open
from tenancy.context import required_tenant_id

UPSERT_OF: dict[Subject, type[Upsert]] = {Subject.DEAL: DealUpsert, Subject.ACCOUNT: AccountUpsert}
# what a file must not say here: the outcome, and keys by which a row would become one that is stored
UNREAD = ("status", "closed_on", "lost_reason", "external_id", "updated_at_source")
# facts of a deal that are not called as the field they come from
FIELD_OF = {
    "owner": "owner_email",
    "age_days": "created_on",
    "days_in_stage": "stage_changed_at",
    "days_to_close": "expected_close_on",
}
ACCOUNT_NAMED_BY = ("account_external_id", "account_domain", "account_name")
MOST_PLACES = 5  # of values that could not be read


@dataclass(frozen=True)
class RowScore:
    """The standing of one row: thousandths of a point, and the key of the knock-out that excludes it."""

    score_milli: int
    potential_milli: int
    excluded_by: str | None


@dataclass
class ScoredFile:
    """The rows as they stood in the file, each with its score; none where the row could not be matched or read."""

    header: list[str]
    rows: list[tuple[int, list[Any]]]
    scores: dict[int, RowScore]
    missing: tuple[str, ...]  # columns of the mapping that the file lacks
    unsaid: tuple[str, ...] = ()  # facts the version reads that no column is mapped to
    unread: int = 0  # values that could not be read and count as unknown
    places: list[str] = field(default_factory=list)  # of the first of them, each with the reason


class _Rollback(Exception):
    pass


def file_score(
    *, chunks: Iterable[bytes], mapping: dict[str, Any] | None, source: str, spec: VersionSpec, subject: Subject,
    now: datetime,
) -> ScoredFile:  # fmt: skip
    """This function will score each row of a file of deals (or accounts); nothing of it stays.

    ``mapping`` is that of an import; columns it names that the file lacks are facts unknown. Without one, headers that
    are field names map to themselves and all others to custom fields. ``source`` is whose accounts the rows name.

    :raises FileRefused: when the file cannot be read as a table.
    :raises MappingRefused: when the mapping cannot be.
    """
    upsert = UPSERT_OF[subject](source=source, now=now, create_only=True)
    facts = upsert.spec.facts
    known = mapping_parse(mapping, facts) if mapping is not None else None
    table = table_open(chunks, known.options if known else ReadOptions())
    meant = known or mapping_parse(_by_header(table.header, upsert), facts)
    mapper = RowMapper(_without_keys(_fitted(meant, table.header), facts.required), table.header, facts)
    missing, unsaid = _missing(meant, table.header), _unsaid(meant, spec, subject, set(facts.by_name))
    scored = ScoredFile(table.header, [], {}, missing, unsaid)
    try:
        with transaction.atomic():
            upsert.stage(mapper.fields, _rows(table, mapper, scored))
            if scored.rows:
                upsert.check()
                upsert.write()
                scored.scores = _scores(upsert, spec, subject, now)
            raise _Rollback
    except _Rollback:
        return scored


def _rows(table: Table, mapper: RowMapper, scored: ScoredFile) -> Iterator[StagedRow]:
    for line, cells in table.rows:
        values, problems = mapper.read((line, cells))
        scored.unread += len(problems)
        scored.places += [str(one) for one in problems[: MOST_PLACES - len(scored.places)]]
        scored.rows.append((line, cells))
        yield line, values


def _scores(upsert: Upsert, spec: VersionSpec, subject: Subject, now: datetime) -> dict[int, RowScore]:
    position_of = {identity[0]: position for position, identity in upsert.identities().items()}
    scope = Scope(required_tenant_id(), keys=tuple(position_of), subject=subject)
    select = scores_select(spec, scope, now=now)
    with connection.cursor() as cursor:
        statement = f"SELECT id, score_milli, potential_milli, excluded_by FROM ({select.text}) scored"  # noqa: S608
        cursor.execute(statement, select.params)
        return {position_of[pk]: RowScore(*standing) for pk, *standing in cursor.fetchall()}


def _by_header(header: Sequence[str], upsert: Upsert) -> dict[str, Any]:
    """A field for each header that is one, a custom field for each that is none."""
    known = upsert.spec.facts.by_name
    named = [name for name in header if name.strip()]
    fields = [name for name in named if name in known and name not in ("external_id", "custom", "contacts")]
    own = [name for name in named if name not in known]
    return {"fields": {name: {"column": name} for name in fields}, "custom": own}


def _fitted(mapping: Mapping, header: Sequence[str]) -> Mapping:
    """The mapping without the columns that this file has not."""
    there = {name.strip() for name in header}

    def fits(rule: Rule) -> bool:
        return rule.column is None or rule.column.strip() in there

    return replace(
        mapping,
        fields=tuple((name, rule) for name, rule in mapping.fields if fits(rule)),
        custom=tuple(rule for rule in mapping.custom if fits(rule)),
    )


def _without_keys(mapping: Mapping, required: Sequence[str]) -> Mapping:
    """The mapping with nothing of the outcome and no key, and with a stand-in for what no record can be without."""
    fields = [(name, rule) for name, rule in mapping.fields if name not in UNREAD]
    lacking = [name for name in required or ("name",) if name not in dict(fields)]
    return replace(mapping, external_id=None, fields=(*fields, *((name, Rule(const="–")) for name in lacking)))


def _missing(mapping: Mapping, header: Sequence[str]) -> tuple[str, ...]:
    there = {name.strip() for name in header}
    rules = [*(rule for name, rule in mapping.fields if name not in UNREAD), *mapping.custom]
    return tuple(rule.column for rule in rules if rule.column is not None and rule.column.strip() not in there)


def _unsaid(mapping: Mapping, spec: VersionSpec, subject: Subject, known: set[str]) -> tuple[str, ...]:
    """Facts that a file of this kind could say and this one does not: they would silently be unknown in every row."""
    fields = {name for name, _ in mapping.fields}
    own = {(rule.column or "").strip() for rule in mapping.custom}
    account = bool(fields.intersection(ACCOUNT_NAMED_BY))
    of_custom, of_fields = (DEAL_CUSTOM, DEAL) if subject is Subject.DEAL else (CUSTOM, "account")

    def said(key: str) -> bool:
        family, name = fact_split(key)
        if family == of_custom:
            return name in own
        if family == of_fields:
            field_name = FIELD_OF.get(name, name) if family == DEAL else name
            return field_name in fields or field_name not in known
        return account or subject is Subject.ACCOUNT

    return tuple(dict.fromkeys(read.key for read in spec.reads if not said(read.key)))
