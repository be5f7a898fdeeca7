"""The spend ledger: list, entry, change, deletion."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.htmx import partial_for
from common.paging import page_of
from common.tables import export_header, export_rows
from metrics.forms import SpendFilterForm, SpendForm
from metrics.models import Spend
from metrics.selectors.ledger import spend_find, spend_list, spend_totals
from metrics.services import spend_delete, spend_upsert
from metrics.tables import SpendTable
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

FORM_FIELDS = {"account_name": "account", "spent_on": "spent_on", "one_target": "campaign"}


@require_safe
@requires("accounts.read")
def spend(request: HttpRequest) -> HttpResponseBase:
    """The ledger: filters in the address, CSV of the same rows."""
    form = SpendFilterForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = spend_list(given=given)
    if request.GET.get("format") == "csv":
        lines = export_rows(SpendTable, rows.iterator(chunk_size=500))
        return csv_download(request, filename="spend.csv", header=export_header(SpendTable), rows=lines)
    page = page_of(rows, number=request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "table": SpendTable(page.rows),
        "totals": spend_totals(rows),
        "is_filtered": any(given.values()),
    }
    return render(request, partial_for(request, "metrics/spend.html", "rows"), context)


def _cost(public_id: UUID) -> Spend:
    found = spend_find(public_id=public_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@requires("spend.write")
def spend_edit(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """Enter a cost, or change one."""
    cost = _cost(public_id) if public_id else None
    tenant: Any = request.tenant  # type: ignore[attr-defined]
    fresh = {"currency": tenant.currency, "spent_on": timezone.localdate()}
    form = SpendForm(request.POST or None, initial=SpendForm.initial_of(cost) if cost else fresh)
    if request.method == "POST" and form.is_valid() and _stored(form, cost, Actor.of_request(request)):
        messages.success(request, _("The cost is in the ledger."))
        return redirect("metrics:spend")
    context = {"form": form, "cost": cost}
    return render(request, "metrics/spend_edit.html", context, status=422 if form.is_bound else 200)


def _stored(form: SpendForm, cost: Spend | None, actor: Actor) -> bool:
    cleared = (
        {}
        if cost is None
        else dict.fromkeys(("category", "department", "account_name", "tier", "segment", "campaign", "note"))
    )
    key = {"external_id": cost.external_id if cost else f"hand-{uuid4()}"}
    source = cost.source if cost else "manual"
    (result,) = spend_upsert(rows=[{**cleared, **form.record(), **key}], source=source, now=timezone.now(), actor=actor)
    for problem in result.problems:
        name = FORM_FIELDS.get(problem.column or "", problem.column or "")
        form.add_error(name if name in form.fields else None, _(problem.template).format_map(dict(problem.params)))
    return result.status != "error"


@require_POST
@requires("spend.write")
def spend_delete_action(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a cost out of the ledger."""
    spend_delete(spend_id=_cost(public_id).pk, actor=Actor.of_request(request))
    messages.success(request, _("The cost is deleted."))
    return redirect("metrics:spend")
