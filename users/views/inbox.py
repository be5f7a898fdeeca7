"""The inbox: what a member was told in this workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.htmx import go_to
from users import selectors
from users.forms import InboxFilterForm, InboxReadForm
from users.lists import list_answer
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
    return list_answer(
        request,
        rows=found,
        table=NotificationTable,
        template="users/inbox.html",
        partial="table",
        filename="inbox.csv",
        context={"form": form, "show_all": given.get("show")},
    )


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
