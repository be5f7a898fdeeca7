"""The board, its columns, the waiting lists."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.formats import half_up
from common.htmx import wants_fragment
from common.paging import page_of
from tiers.models import Tier
from tiers.selectors import board, history, vetoes
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profile_id, ranking_version, workspace_day
from tiers.selectors.proposals import moves_waiting
from tiers.selectors.reasons import stay_text, warning_texts
from tiers.selectors.sizing import tiers_fitted
from tiers.services.run import run_request
from tiers.views.owners import Whose, whose_accounts
from users.downloads import csv_download
from users.permissions import requires

VETOED_SHOWN = 25
COUNT_STOPS_AT = 1_000
SHEET_ROWS = 50  # what fits on a sheet of A4


@require_GET
@requires("accounts.read")
def board_page(request: HttpRequest) -> HttpResponseBase:
    """The board; ``owner=me`` keeps the reader's accounts, a member's id theirs; reps begin with their own.

    ``column=`` with ``after=`` gives a column's next cards.
    """
    policy = policy_current()
    profile_id = ranking_profile_id(policy)
    if request.GET.get("format") == "csv":
        return _csv(request)
    whose = whose_accounts(request)
    owner_id = whose.owner_id
    if "column" in request.GET:
        return _more(request, policy, profile_id, whose)
    today = workspace_day(timezone.now())
    queues = [
        (tier, board.waiting_cards(policy, tier, profile_id=profile_id, today=today, owner_id=owner_id), waiting)
        for tier, waiting in _waiting_counts(policy, profile_id, today)
    ]
    vetoed = vetoes.vetoes_in_force(today=today, owner_id=owner_id)
    columns = board.board_columns(policy, profile_id=profile_id, owner_id=owner_id)
    context = {
        "policy": policy,
        "fitted": tiers_fitted(policy),
        "columns": columns,
        "nobody_owned": whose.mine and not any(column.size for column in columns),
        "queues": queues,
        "somebody_waits": any(cards for _tier, cards, _count in queues),
        "vetoed": vetoed[:VETOED_SHOWN],
        "vetoed_count": vetoed.count(),
        "warnings": warning_texts(policy),
        "ranking": ranking_version(policy),
        "has_clusters": any(tier.level == Tier.Level.ONE_TO_FEW for tier in policy.tiers),
        "moves_waiting": moves_waiting(owner_id=owner_id),
        "mine": whose.mine,
        "whose": whose,
        "now": timezone.now(),
        "count_stops_at": COUNT_STOPS_AT,
    }
    return render(request, "tiers/board.html", context)


@require_GET
@requires("accounts.read")
def print_page(request: HttpRequest) -> HttpResponse:
    """The tiers as lists, a sheet each, of whom ``owner=`` names as on the board."""
    policy, whose = policy_current(), whose_accounts(request)
    columns = board.board_columns(
        policy, profile_id=ranking_profile_id(policy), owner_id=whose.owner_id, cards=SHEET_ROWS
    )
    context = {"columns": columns, "whose": whose, "ranking": ranking_version(policy), "now": timezone.now()}
    return render(request, "tiers/print.html", context)


@require_GET
@requires("accounts.read")
def waiting_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everyone who waits for a place in one tier, by rank."""
    policy = policy_current()
    profile_id = ranking_profile_id(policy)
    tier = tier_by_key(policy, key)
    rows = board.waiting_rows(policy, tier, profile_id=profile_id, today=workspace_day(timezone.now())).select_related(
        "account", "account__owner"
    )
    page = page_of(rows, number=request.GET.get("page"))
    first = (page.number - 1) * page.size + 1
    ranked = list(enumerate(page.rows, start=first))
    return render(request, "tiers/waiting.html", {"tier": tier, "page": page, "ranked": ranked})


@require_POST
@requires("tiers.write")
def run_now(request: HttpRequest) -> HttpResponse:
    """Ask for a run."""
    run_request()
    messages.success(request, _("The tiers are being worked out again. Reload in a moment."))
    return redirect("tiers:board")


def tier_by_key(policy: PolicyInUse, key: str) -> Tier:
    """This function will return the policy's tier with this key.

    :raises Http404: when there is none.
    """
    tier = next((tier for tier in policy.tiers if tier.key == key), None)
    if tier is None:
        raise Http404
    return tier


def _waiting_counts(policy: PolicyInUse, profile_id: int | None, today: Any) -> list[tuple[Tier, int]]:
    counted = []
    for tier in policy.tiers:
        if tier.capacity is not None:
            rows = board.waiting_rows(policy, tier, profile_id=profile_id, today=today)
            counted.append((tier, rows.order_by()[: COUNT_STOPS_AT + 1].count()))
    return counted


def _more(request: HttpRequest, policy: PolicyInUse, profile_id: int | None, whose: Whose) -> HttpResponse:
    tier = tier_by_key(policy, request.GET["column"])
    cards, after = board.column_cards(
        tier, profile_id=profile_id, owner_id=whose.owner_id, after=request.GET.get("after", "")
    )
    context = {"column": board.Column(tier, policy.size(tier), cards, after), "policy": policy, "now": timezone.now()}
    context |= {"mine": whose.mine, "whose": whose}
    return render(request, "tiers/board.html#cards" if wants_fragment(request) else "tiers/column.html", context)


def _csv(request: HttpRequest) -> HttpResponseBase:
    def rows() -> Iterator[tuple[Any, ...]]:
        for stay in history.assignments_at().iterator(chunk_size=1_000):
            score = None if stay.score_milli is None else half_up(Decimal(stay.score_milli) / 1000, 1)
            yield (
                stay.account.public_id,
                stay.account.name,
                stay.tier.name,
                stay.entered_at,
                stay.cause,
                stay_text(stay),
                score,
            )

    header = ["id", "account", "tier", "since", "cause", "reason", "score_when_entered"]
    return csv_download(request, filename="tiers.csv", header=header, rows=rows())
