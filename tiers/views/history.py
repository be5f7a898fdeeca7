"""Looking back: the bridge between two days, and the vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common.formats import day_text
from common.paging import page_of
from tiers.domain.churn import churn_bp, quarter_starts
from tiers.forms import BridgeForm
from tiers.selectors import history, vetoes
from tiers.selectors.changes import churn_lines, day_end, history_begins, quarter_edges
from tiers.selectors.policy import policy_current, workspace_day
from tiers.selectors.reasons import leave_text, stay_text, warning_texts
from users.downloads import csv_download
from users.permissions import requires

BRIDGE_DAYS = 30
QUARTERS = 5


@require_GET
@requires("accounts.read")
def bridge_page(request: HttpRequest) -> HttpResponseBase:
    """Who joined and who left each tier between two days, ``from=`` and ``to=``, both to their end."""
    today = workspace_day(timezone.now())
    given = days_given(request, today)
    form = BridgeForm(given)
    if not form.is_valid():
        return render(request, "tiers/bridge.html", {"form": form, "given": given}, status=422)
    start, end = day_end(form.cleaned_data["start"]), day_end(form.cleaned_data["end"])
    moves = history.moves_between(start=start, end=end)
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="tier-moves.csv", header=MOVE_HEADER, rows=_move_rows(moves))
    page = page_of(moves, number=request.GET.get("page"))
    starts = quarter_starts(form.cleaned_data["end"], quarters=QUARTERS)
    churn = [
        (line.tier, [(row, churn_bp(row)) for row in line.quarters]) for line in churn_lines(quarter_edges(starts))
    ]
    context = {
        "form": form,
        "given": given,
        "lines": history.bridge_lines(start=start, end=end),
        "page": page,
        "moves": [(stay, stay_text(stay), leave_text(stay)) for stay in page.rows],
        "start": start,
        "end": end,
        "notes": _notes(form.cleaned_data["start"], form.cleaned_data["end"], today=today),
        "warnings": warning_texts(policy_current()),
        "quarters": starts[:-1],
        "churn": churn,
    }
    return render(request, "tiers/bridge.html", context)


@require_GET
@requires("accounts.read")
def vetoes_page(request: HttpRequest) -> HttpResponseBase:
    """The vetoes that hold, or with ``all=yes`` every veto there was."""
    today = workspace_day(timezone.now())
    show_all = request.GET.get("all") == "yes"
    owner_id = request.user.pk if request.GET.get("owner") == "me" else None
    rows = vetoes.vetoes_all() if show_all else vetoes.vetoes_in_force(today=today, owner_id=owner_id)
    if request.GET.get("format") == "csv":
        header = ["id", "account", "reason", "vetoed_by", "vetoed_at", "expires_on", "revoked_at"]
        return csv_download(request, filename="vetoes.csv", header=header, rows=_veto_rows(rows))
    context = {
        "page": page_of(rows, number=request.GET.get("page")),
        "today": today,
        "show_all": show_all,
        "mine": owner_id is not None,
    }
    return render(request, "tiers/vetoes.html", context)


MOVE_HEADER = ["id", "account", "tier", "entered_at", "why_it_came", "left_at", "why_it_left"]


def days_given(request: HttpRequest, today: date) -> dict[str, str]:
    """This function will return the two days of the address as ``start`` and ``end``, else the last thirty."""
    return {
        "start": request.GET.get("from") or (today - timedelta(days=BRIDGE_DAYS)).isoformat(),
        "end": request.GET.get("to") or today.isoformat(),
    }


def _notes(start: date, end: date, *, today: date) -> list[str]:
    """What a reader could misread in this comparison."""
    notes = []
    first = history_begins()
    if first is None:
        notes.append(_("No account has been in a tier yet."))
    elif timezone.localdate(first) > start:
        day = {"day": day_text(timezone.localdate(first))}
        notes.append(_("The history begins on %(day)s; before it every tier was empty.") % day)
    if end > today:
        notes.append(_("The second day has not come yet: it counts those who are there now."))
    return notes


def _move_rows(moves: Any) -> Iterator[tuple[Any, ...]]:
    for stay in moves.iterator(chunk_size=1_000):
        yield (
            stay.account.public_id,
            stay.account.name,
            stay.tier.name,
            stay.entered_at,
            stay_text(stay),
            stay.left_at,
            leave_text(stay),
        )


def _veto_rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    for veto in rows.iterator(chunk_size=1_000):
        person = veto.vetoed_by.get_full_name() if veto.vetoed_by else ""
        yield (
            veto.account.public_id,
            veto.account.name,
            veto.reason,
            person,
            veto.vetoed_at,
            veto.expires_on,
            veto.taken_back_at,
        )
