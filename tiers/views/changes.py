"""Accounts by the tier they were in then, are in now and were in first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.htmx import partial_for
from common.paging import page_of
from tiers.forms import ChangeForm
from tiers.models import Tier
from tiers.selectors.changes import ChangeFilter, changes, day_end, tiers_by_id
from tiers.selectors.policy import policy_current, workspace_day
from tiers.views.history import days_given
from users.downloads import csv_download
from users.permissions import requires

HEADER = ["id", "account", "tier_then", "tier_now", "first_tier"]


@require_GET
@requires("accounts.read")
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """Tier then (the end of ``from=``), now (the end of ``to=``) and first, of those who changed or, ``who=all``, of
    all; ``then=`` and ``now=`` narrow to a tier.
    """
    given = days_given(request, workspace_day(timezone.now()))
    form = ChangeForm({**request.GET.dict(), **given}, tiers=policy_current().tiers)
    if not form.is_valid():
        return render(request, "tiers/changes.html", {"form": form, "given": given}, status=422)
    wanted = ChangeFilter(
        changed=form.cleaned_data["who"] != "all", then=form.cleaned_data["then"], now=form.cleaned_data["now"]
    )
    start, end = day_end(form.cleaned_data["start"]), day_end(form.cleaned_data["end"])
    found, tiers = changes(start=start, end=end, wanted=wanted), tiers_by_id()
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="tier-then-now.csv", header=HEADER, rows=_csv_rows(found, tiers))
    page = page_of(found, number=request.GET.get("page"))
    rows = [(row, *(tiers.get(pk) for pk in (row.then_id, row.now_id, row.first_id))) for row in page.rows]  # type: ignore[attr-defined] # annotated
    context = {"form": form, "given": given, "page": page, "rows": rows, "wanted": wanted}
    return render(request, partial_for(request, "tiers/changes.html", "list"), context)


def _csv_rows(found: Any, tiers: dict[int, Tier]) -> Iterator[tuple[Any, ...]]:
    for row in found.iterator(chunk_size=1_000):
        names = (tiers[pk].name if pk in tiers else "" for pk in (row.then_id, row.now_id, row.first_id))
        yield (row.public_id, row.name, *names)
