"""Pages of background work: what runs, how far it is, what failed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from common.htmx import partial_for, wants_fragment
from common.paging import Page, page_of
from dashboard.selectors.jobs import dead_rows, failed_ranges, job_rows, kind_label, result_facts
from dashboard.services import jobs as services
from outbox.models import Job
from outbox.selectors import dead_messages, job_get, job_kinds, job_list
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

STOP_POLLING = 286  # htmx's own status: take the answer, then stop asking
MOST_CSV_ROWS = 20_000


class JobFilter(forms.Form):
    """The list's filters; the kinds are those the workspace has had."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Any state")),
            ("queued", gettext_lazy("Queued")),
            ("running", gettext_lazy("Running")),
            ("done", gettext_lazy("Done")),
            ("dead", gettext_lazy("Failed")),
            ("cancelled", gettext_lazy("Cancelled")),
            ("superseded", gettext_lazy("Superseded")),
        ],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Work"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, kind_label(kind)) for kind in job_kinds()]
        self.fields["kind"].choices = [("", _("Any work")), *sorted(kinds, key=lambda kind: kind[1])]  # type: ignore[attr-defined]


@require_GET
@requires("accounts.read")
def job_list_page(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The workspace's background work; the table asks again every second while something runs."""
    form = JobFilter(request.GET)
    form.is_valid()
    jobs = job_list(state=form.cleaned_data.get("state", ""), kind=form.cleaned_data.get("kind", ""))
    tenant_id = request.tenant.pk  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return _csv(request, jobs[:MOST_CSV_ROWS])
    page = page_of(jobs, number=request.GET.get("page"))
    rows = job_rows(page.rows, tenant_id=tenant_id)
    is_live = any(row.is_open for row in rows)
    shown = Page(rows, page.number, page.size, page.total, page.is_capped, page.has_next)
    template = partial_for(request, "dashboard/jobs.html", "table")
    context = {
        "form": form,
        "page": shown,
        "is_live": is_live,
        "dead": [] if wants_fragment(request) else dead_rows(dead_messages()[:50]),
        "is_filtered": bool(request.GET.get("state") or request.GET.get("kind")),
    }
    return render(request, template, context, status=_polled(request, is_live))


@require_GET
@requires("accounts.read")
def job_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """One job: progress while it runs, then what came out or what went wrong."""
    job = job_get(public_id=id)
    if job is None:
        raise Http404
    (row,) = job_rows([job], tenant_id=request.tenant.pk)  # type: ignore[attr-defined]
    context = {"job": row, "facts": result_facts(job), "failed": failed_ranges(job) if row.is_dead else []}
    template = partial_for(request, "dashboard/job.html", "progress")
    response = render(request, template, context, status=_polled(request, row.is_open))
    if response.status_code == STOP_POLLING:
        response.headers["HX-Refresh"] = "true"  # what may be done to an ended job is outside the polled part
    return response


@require_POST
@requires("jobs.write")
def job_cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop a job."""
    job = services.job_stop(public_id=id, actor=Actor.of_request(request))
    messages.success(request, _("Cancelled: %(job)s") % {"job": kind_label(job.kind)})
    return redirect("dashboard:job", id)


@require_POST
@requires("jobs.write")
def job_retry(request: HttpRequest, id: UUID) -> HttpResponse:
    """Try a failed job again."""
    job = services.job_again(public_id=id, actor=Actor.of_request(request))
    messages.success(request, _("Queued again: %(job)s") % {"job": kind_label(job.kind)})
    return redirect("dashboard:job", id)


@require_POST
@requires("jobs.write")
def announcement_retry(request: HttpRequest, message_id: int) -> HttpResponse:
    """Try a failed announcement again."""
    services.announcement_again(message_id=message_id, actor=Actor.of_request(request))
    messages.success(request, _("Queued again."))
    return redirect("dashboard:jobs")


def _polled(request: HttpRequest, is_live: bool) -> int:
    return STOP_POLLING if wants_fragment(request) and not is_live else 200


def _csv(request: HttpRequest, jobs: QuerySet[Job]) -> StreamingHttpResponse:
    header = [
        *(_("Work"), _("State"), _("Done"), _("Of"), _("Tries")),
        *(_("Asked for by"), _("Asked"), _("Ended"), _("Error")),
    ]

    def cells() -> Iterator[Sequence[Any]]:
        for r in job_rows(list(jobs), tenant_id=request.tenant.pk):  # type: ignore[attr-defined]
            yield (r.label, r.state_label, r.done, r.total, r.attempts, r.by, r.created_at, r.finished_at, r.error)

    return csv_download(request, filename="jobs.csv", header=header, rows=cells())
