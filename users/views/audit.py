"""The audit log of a workspace."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from users import selectors
from users.forms import AuditFilterForm
from users.lists import list_answer
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
    return list_answer(
        request,
        rows=found,
        table=AuditTable,
        template="users/audit.html",
        partial="table",
        filename="audit.csv",
        context={"form": form},
    )
