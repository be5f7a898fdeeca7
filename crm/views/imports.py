"""Imports: the history, a new file, its mapping, its progress and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.selectors.deals import unassigned_deals
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from crm.forms import UploadForm
from crm.labels import KINDS, STATES, WAITS_FOR_ENCODING
from crm.models import Import, ImportKind
from crm.selectors.imports import import_get, import_issues, import_list, import_notes, import_watch
from crm.selectors.matching import waiting_rows
from crm.sentences import issue_text, problem_text, refusal_text
from crm.services.imports import FileUnreadable, import_cancel, import_receive
from outbox.models import Job
from users.downloads import csv_download
from users.permissions import can, requires
from users.services import Actor

LIST = "crm/list.html"
RESULT = "crm/result.html"
STOP_POLLING = 286  # htmx swaps the answer and asks no more


@require_http_methods(["GET", "HEAD", "POST"])
@requires("accounts.read", write="imports.write")
def import_index(request: HttpRequest) -> HttpResponse:
    """The history of imports, and the form for a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect("crm:mapping", _receive(request, form).public_id)
            except FileUnreadable as error:
                form.add_error("file", problem_text(error.problem))
            except AbsError as error:
                form.add_error(None, error.message)
        status = 422
    rows = import_list(kind=request.GET.get("kind", ""), status=request.GET.get("status", ""))
    if request.GET.get("format") == "csv":
        return _history_csv(request, rows)
    page = page_of(rows, number=request.GET.get("page"), size=25)
    context = {
        "form": form,
        "page": page,
        "kinds": KINDS,
        "states": STATES,
        "waiting": waiting_rows().count(),
        "entries": [_entry(row) for row in page.rows],
    }
    return render(request, partial_for(request, LIST, "history"), context, status=status)


def _receive(request: HttpRequest, form: UploadForm) -> Import:
    file = form.cleaned_data["file"]
    return import_receive(
        kind=form.cleaned_data["kind"],
        source=form.cleaned_data["source"],
        file_name=file.name,
        chunks=file.chunks(1 << 20),
        created_by_id=request.user.pk,
        actor=Actor.of_request(request),
        now=timezone.now(),
    )


def _entry(row: Import) -> dict[str, Any]:
    is_waiting = row.status == Import.Status.UPLOADED
    label, tone = WAITS_FOR_ENCODING if is_waiting and row.refusal else STATES[row.status]
    has_ended = row.status in (Import.Status.DONE, Import.Status.REFUSED)
    kind = KINDS[row.kind]
    return {"row": row, "kind": kind, "state": label, "tone": tone, "is_waiting": is_waiting, "has_ended": has_ended}


def _history_csv(request: HttpRequest, rows: Any) -> HttpResponse:
    header = [
        "file",
        "object",
        "source",
        "status",
        "rows",
        "created",
        "updated",
        "unchanged",
        "left_out",
        "held_back",
        "rejected",
        "at",
    ]
    names = ("file_name", "kind", "source", "status", "rows_total", "rows_created", "rows_updated", "rows_unchanged",
             "rows_left_out", "rows_waiting", "rows_rejected", "created_at")  # fmt: skip
    cells = (list(row) for row in rows.values_list(*names).iterator())
    return csv_download(request, filename="imports.csv", header=header, rows=cells)  # type: ignore[return-value]


@require_GET
@requires("accounts.read")
def import_result(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of an import, or how far it is; before it is confirmed, its mapping."""
    row, job = import_watch(public_id=public_id)
    if row.status == Import.Status.UPLOADED and can(request, "imports.write"):
        return redirect("crm:mapping", row.public_id)
    is_open = row.status == Import.Status.QUEUED and job is not None and job.state in Job.OPEN
    issues = [(issue, issue_text(issue)) for issue in import_issues(row)[:101]]
    context = {
        **_entry(row),
        "job": job,
        "is_open": is_open,
        "next_try": job.available_at if is_open and job and job.state == Job.State.QUEUED and job.last_error else None,
        "has_died": not is_open and row.status == Import.Status.QUEUED,
        "issues": issues[:100],
        "has_more": len(issues) > 100,
        "no_account": unassigned_deals().count() if row.kind == ImportKind.DEALS and row.status == "done" else 0,
        "is_unchanged": not (row.rows_created or row.rows_updated or row.rows_rejected or row.rows_waiting),
        "waiting": waiting_rows(import_id=row.public_id).count() if row.rows_waiting else 0,
        "notes": [(note, issue_text(note)) for note in import_notes(row)[:100]],
        "can_retry": row.status == Import.Status.REFUSED and row.chunks.exists(),
        "refusal": refusal_text(row.refusal),
    }
    response = render(request, partial_for(request, RESULT, "state"), context)
    if not is_open and getattr(request, "htmx", False):
        response.status_code = STOP_POLLING
    return response


@require_POST
@requires("imports.write")
def import_stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel an import; nothing of it is stored."""
    row = import_cancel(
        import_id=import_get(public_id=public_id).pk, actor=Actor.of_request(request), now=timezone.now()
    )
    messages.success(request, _("The import was cancelled; nothing was stored."))
    return redirect("crm:detail", row.public_id)


@require_GET
@requires("accounts.read")
def import_errors(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rejected rows as CSV: line, column, code, reason, then the row as it stood in the file."""
    row = import_get(public_id=public_id)
    name = f"rejected-{row.file_name}.csv"
    return csv_download(request, filename=name, header=issue_header(row), rows=issue_rows(row))  # type: ignore[return-value]


def issue_header(row: Import) -> list[str]:
    """This function will return the header of an import's rejected rows: the place, the reason, the file's own."""
    return ["line", "column", "code", "reason", *row.header]


def issue_rows(row: Import) -> Iterator[Sequence[Any]]:
    """This function will yield the faults of an import as cells."""
    for issue in import_issues(row).iterator():
        raw = [] if issue.raw is None else ["" if cell is None else str(cell) for cell in issue.raw]
        yield [issue.line, issue.column, issue.code, issue_text(issue), *raw]
