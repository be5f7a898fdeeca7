"""One account's place: where it stands and why, and what people may decide about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from common.errors import AbsError, NotFoundError
from tiers.forms import MoveForm, VetoForm
from tiers.selectors.place import account_find, account_place
from tiers.selectors.policy import policy_current, workspace_day
from tiers.services.by_hand import pin_remove, pin_set, veto_revoke, veto_set
from tiers.views.board import tier_by_key
from users.permissions import can, requires
from users.services import Actor

VETO_IDS = "veto_%s"  # the form to move stands on the same page and asks for a reason too


@require_GET
@requires("accounts.read")
def account_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where an account stands, its history, and the forms to move, pin or veto it."""
    account = _account(public_id)
    return _page(request, account, tier_chosen=request.GET.get("tier", ""))


@require_POST
@requires("tiers.write")
def account_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pin the account to a tier: it moves there and stays."""
    account, policy = _account(public_id), policy_current()
    form = MoveForm(request.POST, tiers=policy.tiers)
    if form.is_valid():
        tier = tier_by_key(policy, form.cleaned_data["tier"])
        try:
            pin_set(
                account_ids=[account.pk],
                tier_id=tier.pk,
                reason=form.cleaned_data["reason"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except AbsError as error:
            form.add_error(None, error.message)
        else:
            names = {"account": account.name, "tier": tier.name}
            messages.success(request, _("%(account)s is now pinned to %(tier)s.") % names)
            return _back(request, account)
    return _page(request, account, move_form=form, status=422)


@require_POST
@requires("tiers.write")
def account_unpin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the pin away; the next run judges the account by its score."""
    account = _account(public_id)
    pin_remove(account_ids=[account.pk], actor=Actor.of_request(request), now=timezone.now())
    messages.success(request, _("%(account)s is judged by its score again.") % {"account": account.name})
    return _back(request, account)


@require_POST
@requires("tiers.veto")
def account_veto_set(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Veto the account. Managers may for any account, everybody else for their own."""
    account = _account(public_id)
    _refuse_foreign(request, account)
    now = timezone.now()
    form = VetoForm(request.POST, today=workspace_day(now), auto_id=VETO_IDS)
    if form.is_valid():
        try:
            veto_set(account_ids=[account.pk], actor=Actor.of_request(request), now=now, **form.cleaned_data)
        except AbsError as error:
            for name, message in error.fields.items():
                form.add_error(name, message)
        else:
            messages.success(request, _("%(account)s is vetoed and has left its tier.") % {"account": account.name})
            return _back(request, account)
    return _page(request, account, veto_form=form, status=422)


@require_POST
@requires("tiers.veto")
def account_veto_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the veto; the next run judges the account by its score."""
    account = _account(public_id)
    _refuse_foreign(request, account)
    veto_revoke(account_ids=[account.pk], actor=Actor.of_request(request), now=timezone.now())
    messages.success(request, _("The veto of %(account)s has ended.") % {"account": account.name})
    return _back(request, account)


def may_veto(request: HttpRequest, account: Account) -> bool:
    """This function will say whether the reader may veto this account: managers any, reps and marketers their own."""
    return can(request, "tiers.write") or (can(request, "tiers.veto") and account.owner_id == request.user.pk)


def _account(public_id: UUID) -> Account:
    try:
        return account_find(public_id)
    except NotFoundError as error:
        raise Http404 from error


def _refuse_foreign(request: HttpRequest, account: Account) -> None:
    if not may_veto(request, account):
        raise PermissionDenied


def _back(request: HttpRequest, account: Account) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(wanted)
    return redirect(reverse("tiers:account", args=[account.public_id]))


def _page(
    request: HttpRequest,
    account: Account,
    *,
    move_form: MoveForm | None = None,
    veto_form: VetoForm | None = None,
    tier_chosen: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    place = account_place(account, now=now)
    context: dict[str, Any] = {
        "place": place,
        "account": account,
        "move_form": move_form or MoveForm(tiers=place.policy.tiers, initial={"tier": tier_chosen}),
        "veto_form": veto_form or VetoForm(today=workspace_day(now), auto_id=VETO_IDS),
        "may_veto_this": may_veto(request, account),
        "may_decide": can(request, "tiers.write")
        or (can(request, "tiers.approve") and account.owner_id == request.user.pk),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "tiers/account.html", context, status=status)
