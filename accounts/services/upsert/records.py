"""Records of JSON values through the upsert: one by one in their results, all at once in their writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.facts import record_read
from accounts.domain.problems import Problem
from accounts.services.upsert.account import AccountUpsert
from accounts.services.upsert.contact import ContactUpsert
from accounts.services.upsert.contract import ContractUpsert
from accounts.services.upsert.deal import DealUpsert
from accounts.services.upsert.rating import RatingUpsert
from accounts.services.upsert.run import Upsert, rows_of
from accounts.services.upsert.signal import SignalUpsert
from common.errors import AbsError
from users.services import Actor, audit_append

UPSERTS: dict[str, type[Upsert]] = {
    "accounts": AccountUpsert,
    "contacts": ContactUpsert,
    "deals": DealUpsert,
    "contracts": ContractUpsert,
    "signals": SignalUpsert,
    "ratings": RatingUpsert,
}


BESIDE = ("source", "correction")  # what a record says beside its values


@dataclass
class RecordResult:
    """What became of one record: ``created``, ``updated``, ``unchanged`` or ``error``."""

    index: int
    status: str
    id: str | None = None
    external_id: str | None = None
    problems: list[Problem] = field(default_factory=list)
    pk: int | None = None


class BatchRefused(AbsError):
    """A batch that was to be stored whole or not at all holds a record that cannot be stored."""

    code = "batch_refused"
    status = 422

    def __init__(self, results: list[RecordResult]) -> None:
        super().__init__("Nothing was stored: at least one record cannot be.")
        self.results = results


@dataclass(frozen=True)
class Options:
    """How a batch is taken. ``create_only``: never matched by identity. ``target``: the one record it is about."""

    all_or_none: bool = False
    create_only: bool = False
    target: int | None = None
    said_by: str = ""  # whom the history of facts names where that is not the source
    is_read: bool = False  # the values have been read already by the fields' own rules


def records_upsert(
    kind: str,
    *,
    records: Sequence[dict[str, Any]],
    source: str,
    now: datetime,
    actor: Actor | None = None,
    options: Options | None = None,
    upsert: type[Upsert] | None = None,
) -> list[RecordResult]:
    """This function will store records of a kind and return one result each, in their order.

    A record may name its own ``source``, and one of an account or a deal may say ``correction``: true, where what it
    changes had been wrong all along. Merges: an absent field stays, null clears. Side effects: the announcements of the
    kind's upsert, one audit row by ``actor`` if anything was stored.

    :raises BatchRefused: with ``all_or_none``, when any record cannot be stored; then nothing is.
    """
    options = options or Options()
    results = [RecordResult(place, "error") for place in range(len(records))]
    with transaction.atomic(savepoint=options.all_or_none):  # else nothing is refused as a whole
        for said, group in _by_saying(records, source).items():
            _group_store(upsert or UPSERTS[kind], said, group, results, now, options)
        if options.all_or_none and any(result.status == "error" for result in results):
            raise BatchRefused(results)
        if actor is not None:
            _audit(actor, kind, results)
    return results


@dataclass(frozen=True)
class _Said:
    """What is said of records beside their values: whence they are, and whether they correct."""

    source: str
    correction: bool


def _by_saying(records: Sequence[dict[str, Any]], default: str) -> dict[_Said, list[tuple[int, dict[str, Any]]]]:
    groups: dict[_Said, list[tuple[int, dict[str, Any]]]] = {}
    for place, record in enumerate(records):
        name = record.get("source")
        said = _Said(name if isinstance(name, str) and name else default, record.get("correction") is True)
        groups.setdefault(said, []).append((place, record))
    return groups


def _group_store(
    chosen: type[Upsert],
    said: _Said,
    group: list[tuple[int, dict[str, Any]]],
    results: list[RecordResult],
    now: datetime,
    options: Options,
) -> None:
    good: list[tuple[int, dict[str, Any]]] = []
    fields: dict[str, None] = {}
    beside = BESIDE if chosen.spec.history else BESIDE[:1]
    for place, record in group:
        values = {name: value for name, value in record.items() if name not in beside}
        problems: list[Problem] = []
        if not options.is_read:
            values, problems = record_read(chosen.spec.facts, values)
        if len(said.source) > 40 or not isinstance(record.get("source", ""), str):
            found = {"found": str(len(said.source)), "limit": "40"}
            problems.append(Problem("too_long", column="source", params=found))
        if not isinstance(record.get("correction", False), bool) and "correction" in beside:
            given = str(record["correction"])[:60]
            problems.append(Problem("not_a_bool", None, "correction", {"value": given}))
        results[place].external_id = values.get("external_id")
        if problems:
            results[place].problems = problems
            continue
        good.append((place, values))
        fields.update(dict.fromkeys(values))
    if not good:
        return
    run = chosen(
        source=said.source,
        now=now,
        create_only=options.create_only,
        said_by=options.said_by,
        is_correction=said.correction,
    )
    targets = {good[0][0]: options.target} if options.target is not None else None
    run.stage(list(fields), rows_of(good, list(fields)), targets=targets)
    run.check()
    run.write()
    _results_fill(run, [place for place, _ in good], results)


def _results_fill(run: Upsert, places: list[int], results: list[RecordResult]) -> None:
    outcome = run.outcome
    faults = {fault.position: fault for fault in run.faults()} if outcome.faults or outcome.notes else {}
    changed = set(outcome.changed_positions)
    made = set(outcome.created.ids)
    identities = run.identities()
    for place in places:
        result, found = results[place], identities.get(place)
        if found is not None:
            result.pk, result.id, result.external_id = found
        fault = faults.get(place)
        if fault is not None:
            result.status = "unchanged" if fault.problem.code == "stale" else "error"
            result.problems = [fault.problem]
        elif found is not None:
            result.status = "created" if found[0] in made else "updated" if place in changed else "unchanged"


def _audit(actor: Actor, kind: str, results: list[RecordResult]) -> None:
    counts: dict[str, int] = {}
    for result in results:
        counts[result.status] = counts.get(result.status, 0) + 1
    written = [result for result in results if result.status in ("created", "updated")]
    if written:
        only = written[0].id if len(written) == 1 else ""
        audit_append(actor=actor, action=f"{kind}.upsert", object_type=kind, object_id=only or "", detail=counts)
