"""The life of an uploaded file: received, confirmed, loaded by a worker, kept as history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.problems import Problem
from common.errors import AbsError, ConflictError, NotFoundError
from crm.domain.kinds import FACTS, facts_of
from crm.domain.mapping import MappingRefused, header_digest, mapping_parse
from crm.domain.problems import FileRefused, refuse
from crm.domain.table import READ_THROUGH, ReadOptions, table_open
from crm.models import FieldMap, Import, ImportChunk, ImportIssue, ImportKind
from crm.notices import IMPORT_ENDED
from crm.selectors.imports import import_chunks
from crm.services.load import LoadOrder, LoadReport, Tell, file_load, rows_recall
from crm.services.waiting import waiting_write
from outbox.models import Job
from outbox.services import job_cancel, job_enqueue
from users.services import Actor, audit_append
from users.services.notifications import Notice, notifications_add

CHUNK = 1 << 20
MOST_BYTES = 2 << 30
JOB_KIND = "crm.import"
MOST_KEPT = 301  # characters of a value that a sentence names: one more than is shown, so that the cut is seen


class FileUnreadable(AbsError):
    """A file is no table that can be read. ``problem`` names the place."""

    code = "file_unreadable"

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class MappingInvalid(AbsError):
    """A mapping does not fit; ``fields`` holds a message a JSON pointer."""

    code = "mapping_invalid"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:5])), fields={str(p.column): p.detail for p in problems})
        self.problems = problems


class ImportUnknown(NotFoundError):
    """There is no such import here."""


class ImportBusy(ConflictError):
    """The import is running or over, so this cannot be done to it."""

    code = "import_busy"


@transaction.atomic
def import_receive(
    *,
    kind: str,
    source: str,
    file_name: str,
    chunks: Iterable[bytes],
    created_by_id: int | None,
    actor: Actor,
    now: datetime,
) -> Import:
    """This function will keep an uploaded file until its mapping is confirmed, and return its import.

    A text in another encoding is kept with the refusal, because naming the encoding mends it.
    Side effect: an audit row.

    :raises FileUnreadable: for a file that is no readable table; then nothing is kept.
    """
    if kind not in FACTS:
        raise AbsError(
            "This kind of record cannot be imported.", fields={"object": f"choose one of {', '.join(FACTS)}"}
        )
    row = Import.objects.create(
        kind=kind, source=source or "file", file_name=file_name[-255:] or "file", file_size=0, file_digest="",
        created_by_id=created_by_id, created_at=now,
    )  # fmt: skip
    digest, size = hashlib.sha256(), 0
    for position, piece in enumerate(_even(chunks)):
        digest.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise AbsError("The file is larger than 2 GB.")
        ImportChunk.objects.create(imported=row, position=position, data=piece)
    row.file_size, row.file_digest = size, digest.hexdigest()
    try:
        table = table_open(import_chunks(import_id=row.pk), ReadOptions())
        row.format = table.kind
        if size <= READ_THROUGH:
            row.rows_total = sum(1 for _ in table.rows)
            if not row.rows_total:
                raise refuse("no_rows")
    except FileRefused as error:
        if error.problem.code != "undecodable":
            raise FileUnreadable(error.problem) from error
        row.refusal = _refusal(error.problem)
    row.save()
    detail = {"object": kind, "file": row.file_name, "bytes": size}
    audit_append(
        actor=actor, action="import.receive", object_type="import", object_id=str(row.public_id), detail=detail
    )
    return row


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of one size, however the upload was cut."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)


@transaction.atomic
def import_start(
    *, import_id: int, mapping: dict[str, Any] | None, skip_invalid: bool, actor: Actor, now: datetime
) -> Import:
    """This function will confirm a mapping and ask for the load, and return the import.

    Side effects: a job; the mapping is kept for the next file with the same headers; an audit row.
    :raises MappingInvalid: when the mapping cannot be used.
    :raises ImportBusy: when the import was started before.
    """
    row = _locked(import_id)
    if row.status not in (Import.Status.UPLOADED, Import.Status.REFUSED, Import.Status.CANCELLED):
        raise ImportBusy("This import was started before.")
    if not row.chunks.exists():
        raise ImportBusy("The file is no longer kept; upload it again.")
    if mapping is not None:
        _mapping_check(row.kind, mapping)
    row.mapping, row.skip_invalid, row.refusal = mapping or {}, skip_invalid, None
    row.status, row.finished_at = Import.Status.QUEUED, None
    job = job_enqueue(
        kind=JOB_KIND,
        payload={"import": row.pk, "mapped": mapping is not None},
        dedupe_key=str(row.pk),
        total=row.rows_total,
        created_by_id=row.created_by_id,
    )
    row.job_public_id = job.public_id
    row.save()
    detail = {"object": row.kind, "file": row.file_name, "skip_invalid": skip_invalid}
    audit_append(actor=actor, action="import.start", object_type="import", object_id=str(row.public_id), detail=detail)
    return row


def _mapping_check(kind: str, mapping: dict[str, Any]) -> None:
    try:
        mapping_parse(mapping, facts_of(kind))
    except MappingRefused as error:
        raise MappingInvalid(error.problems) from error


@transaction.atomic
def import_run(*, import_id: int, mapped: bool, now: datetime, tell: Tell) -> dict[str, Any]:
    """This function will load a kept file, write down what became of it, and return the counts.

    Called by the job, whose transaction it shares: a killed worker leaves nothing behind, and the next try starts anew.
    Side effect: the uploader is told.
    """
    # not locked: somebody who cancels meanwhile would wait for the end; the job's fence undoes what came too late
    row = Import.objects.get(pk=import_id)
    row.issues.all().delete()
    order = LoadOrder(row.kind, row.mapping if mapped else None, row.source, row.skip_invalid)
    try:
        report = file_load(order, import_chunks(import_id=row.pk), now=now, tell=tell)
        rows_recall(report, import_chunks(import_id=row.pk))
    except FileRefused as error:
        row.refusal = _refusal(error.problem)
        report = LoadReport()
    except MappingRefused as error:
        row.refusal = _refusal(error.problems[0])
        report = LoadReport()
    import_write(row, report, now=now)
    _uploader_tell(row, report, now=now)
    if report.stored:
        row.chunks.all().delete()
        if mapped:
            _remember(row, report.header, now)
    return {**report.counts(), "import": str(row.public_id)}


def _uploader_tell(row: Import, report: LoadReport, *, now: datetime) -> None:
    if row.created_by_id is None:
        return
    notice = Notice(
        IMPORT_ENDED, {"file": row.file_name, **report.counts()}, user_id=row.created_by_id, about=row.public_id
    )
    notifications_add(notices=[notice], now=now)


def import_write(row: Import, report: LoadReport, *, now: datetime) -> None:
    """This function will write a report into its import and keep the faults of its rows."""
    row.status = Import.Status.DONE if report.stored else Import.Status.REFUSED
    row.format, row.header = report.format or row.format, report.header
    row.rows_total = report.total or row.rows_total
    row.rows_created, row.rows_updated = report.created, report.updated
    row.rows_unchanged, row.rows_rejected = report.unchanged, report.rejected
    row.rows_left_out, row.rows_waiting = report.left_out, len(report.waiting)
    if not report.stored:
        row.rows_created = row.rows_updated = row.rows_unchanged = row.rows_left_out = 0
    if report.stopped is not None:
        row.refusal = _refusal(report.stopped)
    row.finished_at = now
    row.save()
    faults = (_issue(row, issue.problem, raw=issue.raw) for issue in report.issues)
    ImportIssue.objects.bulk_create(faults, batch_size=1_000)
    if report.stored:
        if row.kind == ImportKind.ACCOUNTS:
            waiting_write(row, report.waiting, now=now)
        notes = (_issue(row, problem, is_note=True) for problem in report.warnings)
        ImportIssue.objects.bulk_create(notes, batch_size=1_000)


def _issue(row: Import, problem: Problem, *, raw: list[Any] | None = None, is_note: bool = False) -> ImportIssue:
    params = {name: value[:MOST_KEPT] for name, value in problem.params.items()}
    column = (problem.column or "")[:200]
    return ImportIssue(
        imported=row, line=problem.line, column=column, code=problem.code, params=params, is_note=is_note, raw=raw
    )


@transaction.atomic
def import_cancel(*, import_id: int, actor: Actor, now: datetime) -> Import:
    """This function will stop an import that waits or runs; nothing of it is stored. Side effect: an audit row.

    :raises ImportBusy: when it is over.
    """
    row = _locked(import_id)
    if row.status not in (Import.Status.QUEUED, Import.Status.UPLOADED):
        raise ImportBusy("This import is over.")
    if row.status == Import.Status.QUEUED:
        job = Job.objects.filter(public_id=row.job_public_id).first() if row.job_public_id else None
        if job is not None:
            job_cancel(job_id=job.pk)
    row.status, row.finished_at = Import.Status.CANCELLED, now
    row.chunks.all().delete()
    row.save()
    audit_append(actor=actor, action="import.cancel", object_type="import", object_id=str(row.public_id))
    return row


def _locked(import_id: int) -> Import:
    row: Import | None = Import.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        raise ImportUnknown("There is no such import.")
    return row


def _refusal(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "detail": problem.detail,
        "params": dict(problem.params),
        "line": problem.line,
        "column": problem.column,
    }


def _remember(row: Import, header: list[str], now: datetime) -> None:
    FieldMap.objects.update_or_create(
        kind=row.kind,
        source=row.source,
        header_digest=header_digest(header),
        defaults={"mapping": row.mapping, "updated_at": now},
    )


@transaction.atomic
def file_import(
    *, order: LoadOrder, file_name: str, chunks: Iterable[bytes], actor: Actor, now: datetime, tell: Tell
) -> LoadReport:
    """This function will load a file in this process, for commands; unless a dry run, the import is kept as history.

    :raises FileUnreadable: when the file is no readable table.
    :raises MappingInvalid: when the mapping does not fit.
    """
    counted = _Counted(chunks)
    try:
        report = file_load(order, counted, now=now, tell=tell)
    except FileRefused as error:
        raise FileUnreadable(error.problem) from error
    except MappingRefused as error:
        raise MappingInvalid(error.problems) from error
    if order.dry_run:
        return report
    row = Import.objects.create(
        kind=ImportKind(order.kind), source=order.source, file_name=file_name[-255:], file_size=counted.size,
        file_digest=counted.digest.hexdigest(), mapping=order.mapping or {}, skip_invalid=order.skip_invalid,
        created_at=now,
    )  # fmt: skip
    import_write(row, report, now=now)
    audit_append(
        actor=actor, action="import.load", object_type="import", object_id=str(row.public_id), detail=report.counts()
    )
    return report


class _Counted:
    """Chunks that are measured while they pass."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks, self.size, self.digest = chunks, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.size += len(chunk)
            self.digest.update(chunk)
            yield chunk
