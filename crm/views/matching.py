"""Deals that wait for an account: matched one by one, several at once, or all that named the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.identity import name_key
from accounts.selectors.deals import accounts_like, unassigned_deals, unassigned_references
from accounts.services.assignment import deals_assign
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from crm.forms import MatchForm
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

PAGE = "crm/unassigned.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("accounts.read", write="imports.write")
def deal_matching(request: HttpRequest) -> HttpResponse:
    """The deals without account, with the ways to give them one."""
    reference = request.GET.get("reference")
    if request.method == "POST":
        _match(request)
        return redirect(request.get_full_path())
    rows = unassigned_deals(reference=reference)
    if request.GET.get("format") == "csv":
        names = ("external_id", "name", "account_ref", "status", "stage", "owner_email", "amount_cents", "created_on")
        cells = (list(row) for row in rows.values_list(*names).iterator())
        return csv_download(request, filename="unassigned-deals.csv", header=names, rows=cells)  # type: ignore[return-value]
    page = page_of(rows, number=request.GET.get("page"))
    groups = [group for group in unassigned_references() if group["account_ref"]]
    context = {"page": page, "groups": groups, "reference": reference}
    return render(request, partial_for(request, PAGE, "deals"), context)


def _match(request: HttpRequest) -> None:
    form = MatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, ngettext("Name an account.", "Name an account.", 1))
        return
    chosen = _ids(request.POST.getlist("chosen"))
    whole = request.POST.get("reference") or None
    try:
        account, count = deals_assign(
            account_name=form.cleaned_data["account"],
            public_ids=None if whole else chosen,
            reference=whole,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except AbsError as error:
        messages.error(request, error.message)
        return
    said = ngettext("%(count)s deal now belongs to %(name)s.", "%(count)s deals now belong to %(name)s.", count)
    messages.success(request, said % {"count": count, "name": account.name})


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:1_000]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_GET
@requires("accounts.read")
def account_options(request: HttpRequest) -> HttpResponse:
    """Names of accounts that begin with what was typed, for the account inputs."""
    typed = request.GET.get("account", "")[:300]
    names: list[Any] = [account.name for account in accounts_like(name_key(typed))] if typed.strip() else []
    return render(request, f"{PAGE}#options", {"names": names})
