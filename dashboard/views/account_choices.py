"""What people do on the account list besides reading: actions on many accounts, columns, saved views."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Account
from common.errors import AbsError
from dashboard.account_columns import COLUMNS
from dashboard.services.account_bulk import (
    AT_ONCE,
    RIGHTS,
    BulkAction,
    BulkInvalidError,
    action_from,
    bulk_apply,
    bulk_enqueue,
)
from dashboard.views.account_list import LIST, kept_query, sort_of, wanted_from
from tiers.selectors.policy import workspace_day
from users.models import Membership
from users.permissions import can, requires
from users.selectors import member_list
from users.services import Actor
from users.services.saved_views import list_columns_set, saved_view_delete, saved_view_save


@require_POST
@requires("accounts.write")
def account_bulk(request: HttpRequest) -> HttpResponse:
    """Do one action to the chosen accounts, or with ``scope=all`` to every account of the list, as a job."""
    query = kept_query(request.POST.get("query", ""))
    back = redirect(reverse("accounts:list") + (f"?{query}" if query else ""))
    try:
        action = action_from(request.POST.get("action", ""), request.POST.get("reason", ""))
        if not can(request, RIGHTS[action.verb]):
            raise PermissionDenied
        if request.POST.get("scope") == "all":
            return _enqueue(request, action, query)
        changed = _apply(request, action)
    except AbsError as error:
        messages.error(request, error.message)
        return back
    messages.success(
        request,
        ngettext("%(count)s account changed.", "%(count)s accounts changed.", changed) % {"count": changed},
    )
    return back


@require_POST
@requires("views.write")
def account_columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns the member wants to see; none chosen means the usual ones."""
    chosen = [key for key in request.POST.getlist("column") if key in COLUMNS]
    list_columns_set(membership=_membership(request), list_name=LIST, columns=chosen)
    query = "&".join(part for part in kept_query(request.POST.get("query", "")).split("&") if "columns=" not in part)
    return redirect(reverse("accounts:list") + (f"?{query}" if query else ""))


@require_POST
@requires("views.write")
def account_view_save(request: HttpRequest) -> HttpResponse:
    """Keep the list's address under a name, for oneself or, with the right to share, for everybody."""
    query = kept_query(request.POST.get("query", ""))
    shared = request.POST.get("shared") == "on" and can(request, "views.share")
    membership = _membership(request)
    try:
        view = saved_view_save(
            membership=membership,
            list_name=LIST,
            name=request.POST.get("name", ""),
            query=query,
            columns=membership.list_columns.get(LIST, []),
            is_shared=shared,
            actor=Actor.of_request(request),
        )
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    except AbsError as error:
        messages.error(request, error.message)
    return redirect(reverse("accounts:list") + (f"?{query}" if query else ""))


@require_POST
@requires("views.write")
def account_view_delete(request: HttpRequest, view: UUID) -> HttpResponse:
    """Delete a saved view: one's own, or with the right to share any shared one."""
    saved_view_delete(
        membership=_membership(request),
        public_id=view,
        any_owner=can(request, "views.share"),
        actor=Actor.of_request(request),
    )
    messages.success(request, _("The view is gone."))
    return redirect("accounts:list")


def _membership(request: HttpRequest) -> Membership:
    return cast(Membership, request.membership)  # type: ignore[attr-defined]


def _apply(request: HttpRequest, action: BulkAction) -> int:
    chosen = []
    for text in request.POST.getlist("chosen")[:AT_ONCE]:
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue
    found = dict(Account.objects.filter(public_id__in=chosen).order_by("pk").values_list("pk", "owner_id"))
    if not found:
        raise BulkInvalidError(_("Choose at least one account."))
    if _is_own_only(request, action) and set(found.values()) != {request.user.pk}:
        raise PermissionDenied
    ids = list(found)
    now = timezone.now()
    return bulk_apply(action, account_ids=ids, actor=Actor.of_request(request), now=now, today=workspace_day(now))


def _is_own_only(request: HttpRequest, action: BulkAction) -> bool:
    """Whether the reader may do this to own accounts only: vetoes are, but for managers."""
    return action.verb == "veto" and not can(request, "tiers.write")


def _enqueue(request: HttpRequest, action: BulkAction, query: str) -> HttpResponse:
    membership = _membership(request)
    members = list(member_list(tenant_id=membership.tenant_id))
    given = QueryDict(query)
    wanted = wanted_from(given, membership, members)
    if _is_own_only(request, action) and wanted.owner_id != membership.user_id:
        raise PermissionDenied
    job = bulk_enqueue(
        action,
        wanted=wanted,
        sort=sort_of(given),
        actor=Actor.of_request(request),
    )
    messages.success(request, _("The work goes on in the background."))
    return redirect("dashboard:job", job.public_id)
