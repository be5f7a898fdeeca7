"""The score time machine: how a score came about between two days, for an account and for a deal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.icp_facts import Subject
from accounts.forms_scores import HistoryForm
from accounts.selectors.score_history import ledger_rows
from accounts.selectors.score_objects import ScoredObject, object_find
from accounts.selectors.score_pages import HistoryPage, history_page, profiles_of
from common.paging import page_of
from users.downloads import csv_download
from users.permissions import requires


@require_safe
@requires("accounts.read")
def account_score(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """How the fit of an account came about."""
    return _history(request, object_find(Subject.ACCOUNT, public_id))


@require_safe
@requires("accounts.read")
def deal_score(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """How the win score of a deal came about."""
    return _history(request, object_find(Subject.DEAL, public_id))


def _history(request: HttpRequest, scored: ScoredObject) -> HttpResponseBase:
    now = timezone.now()
    profiles = profiles_of(scored.subject)
    form = HistoryForm(request.GET or None, profiles=profiles, now=now)
    since, until = form.span()
    page = history_page(scored, form.profile_key(), since=since, until=until, with_rerating="rerated" in request.GET)
    if request.GET.get("format") == "csv" and page.diff is not None:
        header = [_("At"), _("Version"), _("Cause"), _("Key"), _("Criterion"), _("Points (thousandths)")]
        name = f"score-{scored.public_id}.csv"
        return csv_download(request, filename=name, header=header, rows=_lines(page))
    form.initial = {"since": since, "until": until}
    context: dict[str, Any] = {
        "page": page,
        "scored": scored,
        "form": HistoryForm(
            {
                "since": timezone.localtime(since).date().isoformat(),
                "until": timezone.localtime(until).date().isoformat(),
                "profile": page.profile.key if page.profile else "",
            },
            profiles=profiles,
            now=now,
        ),
        "steps": page_of(page.steps, number=request.GET.get("page")),
        "rerated": "rerated" in request.GET,
    }
    answer: HttpResponse = render(request, "accounts/score.html", context)
    return answer


def _lines(page: HistoryPage) -> Iterator[tuple[Any, ...]]:
    if page.diff is not None:
        yield from ledger_rows(page.diff, page.numbers)
