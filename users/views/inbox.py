"""The inbox: what a member was told in this workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.htmx import go_to, partial_for
from common.paging import page_of
from common.tables import export_header, export_rows
from users import selectors
from users.downloads import csv_download
from users.forms import InboxFilterForm, InboxReadForm
from users.notices import notice_link
from users.permissions import requires
from users.services.notifications import notifications_read
from users.tables import NotificationTable


@require_GET
@requires("accounts.read")
def inbox(request: Any) -> HttpResponseBase:
    """What I was told, newest first, unread ones unless ``show=all``; also as CSV."""
    form = InboxFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = selectors.notification_list(
        user_id=request.user.pk, is_unread=given.get("show") != "all", kind=given.get("kind", "")
    )
    if request.GET.get("format") == "csv":
        rows = export_rows(NotificationTable, found.iterator(chunk_size=2000))
        return csv_download(request, filename="inbox.csv", header=export_header(NotificationTable), rows=rows)
    page = page_of(found, number=request.GET.get("page"))
    context = {"form": form, "page": page, "table": NotificationTable(page.rows), "show_all": given.get("show")}
    return render(request, partial_for(request, "users/inbox.html", "table"), context)


@require_POST
@requires("accounts.read")
def inbox_read(request: Any) -> HttpResponseBase:
    """Mark one or all read; ``open`` marks one read and goes where it leads."""
    form = InboxReadForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    chosen = given.get("open") or given.get("read")
    if given.get("all") or chosen:
        ids = [chosen] if chosen else None
        notifications_read(user_id=request.user.pk, now=timezone.now(), public_ids=ids)
    if given.get("open"):
        notification = selectors.notification_find(user_id=request.user.pk, public_id=given["open"])
        link = notice_link(notification) if notification else ""
        if link:
            return redirect(link)
    if given.get("all"):
        messages.success(request, _("Everything is marked read."))
    return go_to(request, "users:inbox")
