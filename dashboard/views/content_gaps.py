"""Persona × buyer stage: how much there is to show, and the open pipeline that waits where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Segment
from dashboard.selectors.gap_pipeline import PricedGaps, gap_pipeline
from users.downloads import csv_download
from users.permissions import requires

CSV_HEADER = ("persona", "stage", "usable", "waiting", "open_deals", "open_value", "currency", "deals_without_value")


@require_safe
@requires("accounts.read")
def gap_page(request: HttpRequest) -> HttpResponseBase:
    """The gap matrix of all segments or of ``segment=``; also as CSV."""
    home = request.tenant.currency  # type: ignore[attr-defined]
    segments = list(Segment.objects.order_by("name"))
    segment = next((s for s in segments if s.key == request.GET.get("segment")), None)
    view = gap_pipeline(home=home, today=timezone.localdate(), segment_id=segment.pk if segment else None)
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="content-gaps.csv", header=CSV_HEADER, rows=_csv_rows(view, home))
    context = {"view": view, "segments": segments, "segment": segment}
    return render(request, "dashboard/content_gaps.html", context)


def _csv_rows(view: PricedGaps, home: str) -> Iterator[tuple[Any, ...]]:
    for row in view.rows:
        for one in row.cells:
            worth: tuple[Any, ...] = (None, None, None, None)
            if one.worth is not None:
                cents = one.worth.known_cents
                value = None if cents is None else Decimal(cents) / 100
                worth = (one.worth.deals, value, home, one.worth.unpriced)
            yield (row.persona.name, one.stage.name, one.cell.usable, one.cell.unusable, *worth)
