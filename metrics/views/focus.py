"""What if we only worked the top tiers: win rate, deals and value kept, and the rows behind each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.formats import number_text, percent_text
from common.paging import page_of
from metrics.domain.focus import Bundle, FocusLine
from metrics.domain.metric import Flag
from metrics.domain.query import MetricQuery
from metrics.forms import MetricFilterForm
from metrics.selectors.focus import NAMES, Focus, focus, focus_groups, focus_metric, focus_rows
from metrics.selectors.rows import labelled
from metrics.views.present import Shown, shown
from metrics.views.rows_present import row_sections, rows_header, rows_lines
from metrics.wording import METRIC_LABELS, REASONS
from users.downloads import csv_download
from users.permissions import requires

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class BundleShown:
    """Some closed deals, in words; each number with the address of its rows."""

    closed: int
    win_rate: Shown
    won_value: Shown
    kept: str
    value_kept: str
    value_reason: str
    rows: str  # of the deals


def _question(request: HttpRequest) -> tuple[MetricFilterForm, MetricQuery]:
    form = MetricFilterForm(request.GET)
    tenant: Any = request.tenant  # type: ignore[attr-defined]
    return form, form.query(tenant=tenant, today=timezone.localdate(), names=NAMES)


def _address(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("period", "start", "end") if request.GET.get(name)}


def _shown(found: Bundle, *, currency: str, kept: dict[str, str], **which: str) -> BundleShown:
    hrefs = {name: f"{reverse('metrics:focus_rows', args=[name])}?{urlencode({**which, **kept})}" for name in NAMES}
    share, value = found.kept.value, found.value_kept.value
    return BundleShown(
        closed=found.closed,
        win_rate=shown(found.win_rate, currency=currency, href=hrefs["win_rate"]),
        won_value=shown(found.won_value, currency=currency, href=hrefs["won_value"]),
        kept="" if share is None else percent_text(share, 1),
        value_kept="" if value is None else percent_text(value, 1),
        value_reason=str(REASONS.get(found.value_kept.reason or "", "")),
        rows=hrefs["win_rate"],
    )


def tier_name(found: Focus, key: str) -> str:
    """This function will name a tier, or that there is none."""
    return found.names.get(key) or _("No tier")


def down_to_label(found: Focus, key: str) -> str:
    """This function will name all tiers from the top down to one: “Tier 1”, “Tier 1 to Tier 2”, “All deals”."""
    keys = [line.key for line in found.lines]
    if key == keys[-1]:
        return _("All deals")
    if key == keys[0]:
        return tier_name(found, key)
    return _("%(first)s to %(last)s") % {"first": tier_name(found, keys[0]), "last": tier_name(found, key)}


def p_text(p: float | None) -> str:
    """This function will write a p with three decimals, the smallest as less than a thousandth; nothing for none."""
    if p is None:
        return ""
    return f"< {number_text(Decimal('0.001'), 3)}" if p < 0.001 else number_text(Decimal(repr(p)), 3)


def _line(found: Focus, line: FocusLine, *, currency: str, kept: dict[str, str]) -> dict[str, Any]:
    return {
        "label": tier_name(found, line.key),
        "down_to_label": down_to_label(found, line.key),
        "own": _shown(line.own, currency=currency, kept=kept, tier=line.key),
        "down_to": _shown(line.down_to, currency=currency, kept=kept, down_to=line.key),
        "has_rest": line.p is not None,
        "p": p_text(line.p),
        "is_sure": line.p is not None and line.p < 0.05 and Flag.LOW_N not in line.down_to.win_rate.flags,
    }


@require_safe
@requires("accounts.read")
def focus_page(request: HttpRequest) -> HttpResponseBase:
    """The answer for each tier line, beside all closed deals of the period."""
    form, query = _question(request)
    found = focus(query)
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="focus.csv", header=CSV_HEADER, rows=_csv_rows(found))
    kept = _address(request)
    has_tiers = any(line.key for line in found.lines)
    lines = [_line(found, line, currency=query.currency, kept=kept) for line in found.lines]
    context = {
        "form": form,
        "focus": found,
        "whole": _shown(found.whole, currency=query.currency, kept=kept),
        "lines": lines if has_tiers else [],
        "top": lines[0] if has_tiers else None,
        "period": query.period,
    }
    return render(request, "metrics/focus.html", context)


CSV_HEADER = ["tier", "deals", "won", "win_rate", "low", "high", "won_value", "share_of_deals", "share_of_won_value",
              "down_to_deals", "down_to_won", "down_to_win_rate", "down_to_low", "down_to_high", "down_to_won_value",
              "down_to_share_of_deals", "down_to_share_of_won_value", "p_against_the_rest"]  # fmt: skip


def _csv_rows(found: Focus) -> Iterator[list[Any]]:
    for line in found.lines:
        yield [tier_name(found, line.key), *_csv_cells(line.own), *_csv_cells(line.down_to), line.p]


def _csv_cells(one: Bundle) -> list[Any]:
    ends = one.win_rate.interval
    low, high = (None, None) if ends is None else (f"{ends.low:.4f}", f"{ends.high:.4f}")
    return [one.closed, one.win_rate.numerator, one.win_rate.value, low, high, one.won_value.value, one.kept.value,
            one.value_kept.value]  # fmt: skip


@require_safe
@requires("accounts.read")
def rows(request: HttpRequest, name: str) -> HttpResponseBase:
    """The deals behind one number, which add up to it."""
    if name not in NAMES:
        raise Http404
    _form, query = _question(request)
    found = focus(query)
    tier, down_to = request.GET.get("tier"), request.GET.get("down_to")
    groups = focus_groups(found, tier=tier, down_to=down_to)
    if groups is None:
        raise Http404
    listed = focus_rows(query, name=name, groups=groups)
    if request.GET.get("format") == "csv":
        header, lines = rows_header(listed), rows_lines(labelled(listed))
        return csv_download(request, filename=f"focus-{name}.csv", header=header, rows=lines)
    metric = focus_metric(found, name=name, tier=tier, down_to=down_to)
    page = page_of(listed, number=request.GET.get("page"), size=PER_PAGE)
    label = down_to_label(found, down_to) if down_to is not None else tier_name(found, tier) if tier is not None else ""
    context = {
        "label": METRIC_LABELS[name],
        "metric": metric,
        "shown": shown(metric, currency=query.currency),
        "dimension": _("Tier when the deal was opened") if label else None,
        "group": label,
        "page": page,
        "sections": row_sections(list(labelled(page.rows)), listed, query.currency),
        "back": urlencode(_address(request)),
        "back_href": reverse("metrics:focus"),
    }
    return render(request, "metrics/rows.html", context)
