"""Reads of imports and their faults."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Max, QuerySet

from common.errors import NotFoundError
from crm.models import FieldMap, Import, ImportChunk, ImportIssue
from outbox.models import Job
from outbox.selectors import job_get


class ImportNotFoundError(NotFoundError):
    """There is no such import in this workspace."""


def import_list(*, kind: str = "", status: str = "") -> QuerySet[Import]:
    """This function will return the workspace's imports, newest first."""
    rows: QuerySet[Import] = Import.objects.select_related("created_by")
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    return rows.order_by("-created_at", "-id")


def import_get(*, public_id: UUID) -> Import:
    """This function will return an import.

    :raises ImportNotFoundError: when there is none.
    """
    row: Import | None = Import.objects.filter(public_id=public_id).first()
    if row is None:
        raise ImportNotFoundError("There is no such import.")
    return row


def import_watch(*, public_id: UUID) -> tuple[Import, Job | None]:
    """This function will return an import and the job that loads it, None before it was started.

    :raises ImportNotFoundError: when there is no such import.
    """
    row = import_get(public_id=public_id)
    job = job_get(public_id=row.job_public_id) if row.job_public_id else None
    if job is not None and job.state not in Job.OPEN and row.status == Import.Status.QUEUED:
        row = import_get(public_id=public_id)  # the worker ended between the two reads, or died
    return row, job


def import_issues(row: Import) -> QuerySet[ImportIssue]:
    """This function will return the faults of an import's rows, by line."""
    found: QuerySet[ImportIssue] = ImportIssue.objects.filter(imported=row, is_note=False).order_by("line", "id")
    return found


def import_notes(row: Import) -> QuerySet[ImportIssue]:
    """This function will return what was noticed while an import was loaded, by line: rows that gave way, and more."""
    found: QuerySet[ImportIssue] = ImportIssue.objects.filter(imported=row, is_note=True).order_by("line", "id")
    return found


def mapping_known(*, kind: str, source: str, digest: str) -> dict[str, object] | None:
    """This function will return the mapping that last loaded a file with these headers, or None."""
    rows = FieldMap.objects.filter(kind=kind, header_digest=digest).order_by("-updated_at")
    found: dict[str, object] | None = (
        rows.filter(source=source).values_list("mapping", flat=True).first()
        or rows.values_list("mapping", flat=True).first()
    )
    return found


def import_chunks(*, import_id: int) -> Iterator[bytes]:
    """This function will yield the kept file piece by piece: one query a piece, so that memory stays bounded."""
    last = ImportChunk.objects.filter(imported_id=import_id).aggregate(last=Max("position"))["last"]
    for position in range(0 if last is None else last + 1):
        yield bytes(ImportChunk.objects.values_list("data", flat=True).get(imported_id=import_id, position=position))
