"""Deals that wait for an account: matched one by one, several at once, or all that named the same."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.identity import name_key
from accounts.models import Deal
from accounts.selectors.deals import (
    NARROWING,
    accounts_like,
    unassigned_choices,
    unassigned_deals,
    unassigned_references,
)
from accounts.services.assignment import deals_assign
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from crm.forms import MatchForm
from crm.labels import field_label
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

PAGE = "crm/unassigned.html"
MOST = 10_000  # deals given to an account at once
CSV_FIELDS = {  # named so that the file, filled in, can be imported again
    "external_id": "external_id",
    "account_name": "account_ref",
    "name": "name",
    "status": "status",
    "stage": "stage",
    "owner_email": "owner_email",
    "created_on": "created_on",
    "source": "source",
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("accounts.read", write="imports.write")
def deal_matching(request: HttpRequest) -> HttpResponse:
    """The deals without account, with the ways to give them one."""
    reference = request.GET.get("reference")
    chosen = {name: request.GET.get(name, "") for name in NARROWING}
    rows = unassigned_deals(reference=reference, **chosen)
    if request.method == "POST":
        _match(request, rows)
        return redirect(request.get_full_path())
    if request.GET.get("format") == "csv":
        cells = (list(row) for row in rows.values_list(*CSV_FIELDS.values()).iterator())
        return csv_download(request, filename="unassigned-deals.csv", header=list(CSV_FIELDS), rows=cells)  # type: ignore[return-value]
    page = page_of(rows, number=request.GET.get("page"))
    groups = [group for group in unassigned_references() if group["account_ref"]]
    filters = [
        {"name": name, "label": field_label(name), "value": chosen[name], "values": _with(values, chosen[name])}
        for name, values in unassigned_choices().items()
        if len(values) > 1 or chosen[name]
    ]
    context = {"page": page, "groups": groups, "reference": reference, "filters": filters}
    context["is_narrowed"] = reference is not None or any(chosen.values())
    return render(request, partial_for(request, PAGE, "deals"), context)


def _with(values: list[str], chosen: str) -> list[str]:
    """The last deal of a value may just have been matched; what is chosen stays to be seen."""
    return values if not chosen or chosen in values else [*values, chosen]


def _match(request: HttpRequest, rows: QuerySet[Deal]) -> None:
    form = MatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, ngettext("Name an account.", "Name an account.", 1))
        return
    is_every = request.POST.get("every") == "on"  # of the list as it is narrowed, this page and the others
    chosen = list(rows.values_list("public_id", flat=True)[:MOST]) if is_every else _ids(request.POST.getlist("chosen"))
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
    found = list(accounts_like(name_key(typed))) if typed.strip() else []
    names = Counter(account.name for account in found)
    options = [  # of companies of one name, the domain or the key says which
        {"value": account.name, "label": ""}
        if names[account.name] == 1
        else {"value": account.domain or account.external_id, "label": f"{account.name} · {account.source}"}
        for account in found
    ]
    return render(request, f"{PAGE}#options", {"options": options})
