"""Moves that wait for people: the list, approving and rejecting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.errors import AbsError
from common.formats import number_text
from common.htmx import partial_for
from common.paging import page_of
from tiers.domain.assignment import JOINS
from tiers.forms_proposals import DecideForm, MoveFilterForm, RejectForm
from tiers.models import ProposedMove
from tiers.selectors import proposals as selectors
from tiers.selectors.policy import policy_current, workspace_day
from tiers.selectors.proposals import MoveFilter
from tiers.services.decisions import AT_ONCE, Decided, moves_approve, moves_approve_enqueue, moves_reject
from users.downloads import csv_download
from users.models import Role
from users.permissions import can, requires
from users.services import Actor

HEADER = ["id", "account", "from", "to", "why", "score", "owner", "proposed_at", "state", "decided_by", "reason"]


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="tiers.approve")
def proposals_page(request: HttpRequest) -> HttpResponseBase:
    """What waits, or with ``state=`` what was decided; ``owner=me|all``, ``tier=`` and ``cause=`` narrow it."""
    policy = policy_current()
    data = {**filter_defaults(request), **{name: value for name, value in request.GET.items() if value}}
    form = MoveFilterForm(data, tiers=policy.tiers)
    chosen = _filter(request, form)
    if request.method == "POST":
        return _decide(request, chosen)
    found = selectors.moves_shown(chosen)
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="proposed-moves.csv", header=HEADER, rows=_csv_rows(found))
    page = page_of(found, number=request.GET.get("page"))
    context = {
        "policy": policy,
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": [(move, selectors.move_text(move), may_decide(request, move)) for move in page.rows],
        "newest": selectors.proposal_newest(),
        "reject_form": RejectForm(today=workspace_day(timezone.now()), prefix="reject"),
        "is_open": chosen.state == ProposedMove.State.OPEN,
        "all_mine": can(request, "tiers.write") or chosen.owner_id == request.user.pk,
        "now": timezone.now(),
    }
    return render(request, partial_for(request, "tiers/proposals.html", "list"), context)


@require_http_methods(["GET", "POST"])
@requires("tiers.approve")
def proposal_reject(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say why one move is rejected."""
    move = selectors.moves_shown(MoveFilter(state="", ids=[str(public_id)])).first()
    if move is None:
        raise Http404
    now = timezone.now()
    form = RejectForm(request.POST or None, today=workspace_day(now))
    if request.method == "POST" and form.is_valid() and _reject(request, MoveFilter(ids=[str(public_id)]), form):
        return redirect("tiers:proposals")
    context = {
        "move": move,
        "why": selectors.move_text(move),
        "form": form,
        "is_join": move.cause in JOINS,
        "is_open": move.state == ProposedMove.State.OPEN,
        "may": may_decide(request, move),
    }
    return render(request, "tiers/proposal_reject.html", context, status=422 if form.errors else 200)


def may_decide(request: HttpRequest, move: ProposedMove) -> bool:
    """This function will say whether the reader may decide: managers about any account, owners about their own."""
    if can(request, "tiers.write"):
        return True
    return can(request, "tiers.approve") and move.account.owner_id == request.user.pk


def filter_defaults(request: HttpRequest) -> dict[str, str]:
    """This function will say what the list shows before anybody filters: reps see their own accounts."""
    is_rep = getattr(request, "membership", None) is not None and request.membership.role == Role.REP  # type: ignore[attr-defined]
    return {"owner": "me" if is_rep else "all", "state": ProposedMove.State.OPEN.value}


def _filter(request: HttpRequest, form: MoveFilterForm) -> MoveFilter:
    given = form.cleaned_data if form.is_valid() else filter_defaults(request)
    return MoveFilter(
        state=given.get("state") or ProposedMove.State.OPEN.value,
        owner_id=request.user.pk if given.get("owner") == "me" else None,
        tier=given.get("tier") or "",
        cause=given.get("cause") or "",
    )


def _allowed(request: HttpRequest, chosen: MoveFilter) -> MoveFilter:
    """Keep to the reader's own accounts where he may decide about no others."""
    return chosen if can(request, "tiers.write") else replace(chosen, owner_id=request.user.pk)


def _decide(request: HttpRequest, shown: MoveFilter) -> HttpResponse:
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _back(request)
    one, verb = form.cleaned_data["one"], form.cleaned_data["verb"]
    ids = [str(one)] if one else [public_id for public_id in request.POST.getlist("chosen") if _is_uuid(public_id)]
    if verb == "approve_all":
        _approve_all(request, _allowed(request, replace(shown, state=ProposedMove.State.OPEN.value)))
    elif not ids:
        messages.error(request, _("Choose at least one move."))
    elif verb == "reject":
        reject = RejectForm(request.POST, today=workspace_day(timezone.now()), prefix="reject")
        if reject.is_valid():
            _reject(request, MoveFilter(ids=ids), reject)
        else:
            messages.error(request, _("Write why, so that others understand it later."))
    else:
        _approve(request, _allowed(request, MoveFilter(ids=ids)))
    return _back(request)


def _approve_all(request: HttpRequest, chosen: MoveFilter) -> None:
    if selectors.moves_chosen(chosen).order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        moves_approve_enqueue(chosen=chosen, actor=Actor.of_request(request))
        messages.success(request, _("The moves are being carried out. Reload in a moment."))
    else:
        _approve(request, chosen)


def _approve(request: HttpRequest, chosen: MoveFilter) -> None:
    done = moves_approve(chosen=chosen, actor=Actor.of_request(request), now=timezone.now())
    messages.success(request, _done_text(done))


def _done_text(done: Decided) -> str:
    text = ngettext("%(moves)s account moved.", "%(moves)s accounts moved.", done.decided)
    text %= {"moves": number_text(done.decided)}
    if done.outdated:
        text += " " + _("The rest no longer held; the tiers are being worked out again.")
    return text


def _reject(request: HttpRequest, chosen: MoveFilter, form: RejectForm) -> bool:
    try:
        done = moves_reject(
            chosen=_allowed(request, chosen),
            actor=Actor.of_request(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except AbsError as error:
        for name, message in (error.fields or {"": error.message}).items():
            form.add_error(name or None, message)
        if form.prefix:  # the list has no place beside its fields
            messages.error(request, error.message)
        return False
    text = ngettext("%(moves)s move rejected.", "%(moves)s moves rejected.", done.decided)
    messages.success(request, text % {"moves": number_text(done.decided)})
    return True


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(wanted)
    kept = {name: str(request.GET[name]) for name in ("owner", "state", "tier", "cause") if name in request.GET}
    address = reverse("tiers:proposals")
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _csv_rows(found: Any) -> Iterator[tuple[Any, ...]]:
    for move in found.iterator(chunk_size=1_000):
        owner = move.account.owner
        yield (
            move.account.public_id,
            move.account.name,
            "" if move.source is None else move.source.name,
            "" if move.target is None else move.target.name,
            selectors.move_text(move),
            None if move.score_milli is None else move.score_milli / 1000,
            owner.get_full_name() if owner else move.account.owner_email,
            move.proposal.made_at,
            move.state,
            move.decided_by.get_full_name() if move.decided_by else "",
            move.reason,
        )
