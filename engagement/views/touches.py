"""Touches: the list, logging one, deleting one, ticking off next steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account
from accounts.selectors.access import account_write_check
from common.errors import AbsError
from engagement.forms import TouchFilterForm, TouchForm, errors_onto
from engagement.selectors.next_steps import next_step_find
from engagement.selectors.touches import touch_find, touch_list
from engagement.services import next_step_done, touch_delete, touch_log
from engagement.tables import TouchTable
from users.lists import list_answer
from users.permissions import requires
from users.services import Actor


def account_of(public_id: UUID) -> Account:
    """This function will return an account.

    :raises Http404: when there is none.
    """
    found: Account | None = Account.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def back_to(request: HttpRequest, fallback: str, **kwargs: Any) -> HttpResponse:
    """This function will send the reader back to the page the form named in ``next``, if that is one of ours."""
    there = request.POST.get("next", "")
    if there and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(there)
    return HttpResponseRedirect(reverse(fallback, kwargs=kwargs))


@require_safe
@requires("accounts.read")
def touches(request: HttpRequest) -> HttpResponseBase:
    """The list of touches: filters in the address, CSV of the same rows."""
    form = TouchFilterForm(request.GET)
    given: dict[str, Any] = dict(form.cleaned_data) if form.is_valid() else {}
    if given.pop("mine", False):
        given["owner_id"] = request.user.pk
    rows = touch_list(given=given)
    context = {"form": form, "is_filtered": any(given.values())}
    return list_answer(
        request,
        rows=rows,
        table=TouchTable,
        template="engagement/touches.html",
        filename="touches.csv",
        context=context,
    )


@require_http_methods(["GET", "POST"])
@requires("engagement.write")
def touch_new(request: HttpRequest, account: UUID) -> HttpResponse:
    """Log a touch of an account, with its next step, in one form."""
    company = account_of(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    now = timezone.localtime(timezone.now())
    form = TouchForm(request.POST or None, account=company, initial={"occurred_at": now, "kind": "call"})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                touch_log(account=company, given=form.given(), actor=Actor.of_request(request))
            messages.success(request, _("The touch is logged."))
            return back_to(request, "accounts:detail", account=account)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "account": company}
    return render(request, "engagement/touch_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("engagement.write")
def touch_delete_action(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a touch."""
    touch = touch_find(public_id=public_id)
    if touch is None:
        raise Http404
    account_write_check(account=touch.account, membership=request.membership)  # type: ignore[attr-defined]
    touch_delete(touch_id=touch.pk, actor=Actor.of_request(request))
    messages.success(request, _("The touch is deleted."))
    return back_to(request, "engagement:touches")


@require_POST
@requires("engagement.write")
def next_step_done_action(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """Tick off the next step of a touch or a session: one's own, or one about an account that one works."""
    found = next_step_find(kind=kind, public_id=public_id)
    if found is None:
        raise Http404
    account, member_id = found
    if member_id != request.user.pk:
        account_write_check(account=account, membership=request.membership)  # type: ignore[attr-defined]
    next_step_done(kind=kind, public_id=public_id, now=timezone.now(), actor=Actor.of_request(request))
    messages.success(request, _("Done."))
    return back_to(request, "engagement:list")
