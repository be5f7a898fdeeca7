"""The audit log of a workspace."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.htmx import partial_for
from common.paging import page_of
from common.tables import export_header, export_rows
from users import selectors
from users.downloads import csv_download
from users.forms import AuditFilterForm
from users.permissions import requires
from users.services.workspaces import workspace_zone
from users.tables import AuditTable


@require_GET
@requires("settings.write")
def audit(request: Any) -> HttpResponseBase:
    """Who did what, newest first; also as CSV."""
    form = AuditFilterForm(request.GET, actions=selectors.audit_actions())
    wanted = form.cleaned_data if form.is_valid() else {}
    found = selectors.audit_search(
        actor=wanted.get("actor", ""),
        action=wanted.get("action", ""),
        since=wanted.get("since"),
        until=wanted.get("until"),
        zone=workspace_zone(request.tenant),
    )
    if request.GET.get("format") == "csv":
        rows = export_rows(AuditTable, found.iterator(chunk_size=2000))
        return csv_download(request, filename="audit.csv", header=export_header(AuditTable), rows=rows)
    page = page_of(found, number=request.GET.get("page"))
    context = {"form": form, "page": page, "table": AuditTable(page.rows)}
    return render(request, partial_for(request, "users/audit.html", "table"), context)
