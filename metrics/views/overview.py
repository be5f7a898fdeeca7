"""Does it pay: the numbers of the workspace, by group, over time, and the rows behind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.formats import month_text
from common.htmx import partial_for
from common.paging import page_of
from metrics.domain.benchmarks import BENCHMARKS
from metrics.domain.catalogue import METRICS, Variants
from metrics.domain.query import MetricQuery
from metrics.forms import MetricFilterForm
from metrics.selectors.fields import custom_keys
from metrics.selectors.overview import Overview, metric_overview
from metrics.selectors.rows import MetricRow, labelled, metric_rows
from metrics.selectors.totals import GroupMetrics, metric_groups, undivided
from metrics.selectors.trend import Trend, trend
from metrics.views.present import Shown, group_labels, reading_texts, rows_href, shown
from metrics.views.rows_present import row_sections, rows_header, rows_lines
from metrics.wording import BENCHMARK_LABELS, DIMENSIONS, METRIC_LABELS
from users.downloads import csv_download
from users.permissions import requires

PER_PAGE = 100


def tile_names(variants: Variants) -> tuple[str, ...]:
    """This function will name the metrics of the tiles, in order."""
    worth = f"ltv_{variants.ltv}"
    return ("win_rate", "ads", "cycle_days", "velocity_per_day", variants.cac, worth, "ltv_cac", "open_count",
            "pipeline_coverage", "won_value")  # fmt: skip


def table_names(variants: Variants) -> tuple[str, ...]:
    """This function will name the columns of the table by group, in order."""
    worth = f"ltv_{variants.ltv}"
    return ("win_rate", "won_count", "won_value", "ads", "cycle_days", variants.cac, worth, "ltv_cac",
            "velocity_per_day", "spend")  # fmt: skip


def _address(request: HttpRequest) -> str:
    """The page's question as a query string, without what belongs to one table."""
    kept = request.GET.copy()
    for name in ("group", "by", "page", "format", "sort"):
        kept.pop(name, None)
    return kept.urlencode()


def _form(request: HttpRequest) -> MetricFilterForm:
    return MetricFilterForm(request.GET, custom_keys=custom_keys())


def _question(form: MetricFilterForm, request: HttpRequest, names: tuple[str, ...]) -> MetricQuery:
    return form.query(tenant=request.tenant, today=timezone.localdate(), names=names)  # type: ignore[attr-defined]


def _tiles(found: Overview, query: MetricQuery, address: str) -> list[Shown]:
    tiles = []
    for name, metric in found.whole.items():
        href = rows_href(undivided(query), name=name, group="", address=address)
        tile = shown(metric, currency=query.currency, before=found.before.get(name), href=href)
        tiles.append(replace(tile, details=(*tile.details, *reading_texts(metric, found.whole.get("win_rate")))))
    return tiles


def _lines(
    groups: list[GroupMetrics], query: MetricQuery, labels: dict[str, str], address: str
) -> list[dict[str, Any]]:
    return [
        {
            "key": group.key,
            "label": labels[group.key],
            "cells": [
                shown(
                    metric,
                    currency=query.currency,
                    href=rows_href(query, name=metric.name, group=group.key, address=address),
                )
                for metric in group.metrics
            ],
        }
        for group in groups
    ]


@require_safe
@requires("accounts.read")
def overview(request: HttpRequest) -> HttpResponseBase:
    """The metrics of the workspace: tiles, a table by group, a trend."""
    form = _form(request)
    variants = Variants(form.asked["ltv"], form.asked["cac"])
    query = _question(form, request, table_names(variants))
    if request.GET.get("format") == "csv":
        return _file(request, query)
    found = metric_overview(query, tiles=tile_names(variants))
    groups = found.groups
    labels = group_labels(query, [group.key for group in groups], request.tenant.pk)  # type: ignore[attr-defined]
    address = _address(request)
    context: dict[str, Any] = {
        "form": form,
        "tiles": _tiles(found, query, address),
        "columns": [METRIC_LABELS[name] for name in query.names],
        "lines": _lines(groups, query, labels, address),
        "dimension": DIMENSIONS.get(query.grouping.label, query.grouping.label),
        "period": query.period,
        "overlaps": any("overlapping_groups" in metric.flags for group in groups for metric in group.metrics),
        "benchmarks": [(BENCHMARK_LABELS[benchmark.key], benchmark) for benchmark in BENCHMARKS],
        **_trend_context(form.asked["trend"], request),
    }
    return render(request, partial_for(request, "metrics/overview.html", "answer"), context)


def _file(request: HttpRequest, query: MetricQuery) -> HttpResponseBase:
    groups = metric_groups(query)
    labels = group_labels(query, [group.key for group in groups], request.tenant.pk)  # type: ignore[attr-defined]
    lines = _csv_rows(groups, query, labels)
    return csv_download(request, filename="metrics.csv", header=_csv_header(query), rows=lines)


def _csv_header(query: MetricQuery) -> list[str]:
    return [
        query.grouping.label,
        "metric",
        "value",
        "unit",
        "numerator",
        "denominator",
        "n",
        "reason",
        "flags",
        "formula",
    ]


def _csv_rows(groups: list[GroupMetrics], query: MetricQuery, labels: dict[str, str]) -> Iterator[list[Any]]:
    for group in groups:
        for metric in group.metrics:
            unit = query.currency if metric.unit.value == "money" else metric.unit.value
            yield [labels[group.key], metric.name, metric.value, unit, metric.numerator, metric.denominator, metric.n,
                   metric.reason, "; ".join(metric.flags), metric.formula_version]  # fmt: skip


def _trend_context(name: str, request: HttpRequest) -> dict[str, Any]:
    found: Trend = trend(name=name)
    unit = METRICS[name].unit.value
    months = [month_text(date.fromisoformat(f"{month}-01")) for month in found.months]
    option = {
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "name": {"money": request.tenant.currency, "share": "%"}.get(unit, unit)},  # type: ignore[attr-defined]
        "legend": {"data": [line.label or str(_("All")) for line in found.lines]},
        "series": [
            {
                "type": "line",
                "name": line.label or str(_("All")),
                "data": _drawn(line.numbers, unit),
                "connectNulls": False,
            }
            for line in found.lines
        ],
    }
    rows = [(month, values) for month, (_code, values) in zip(months, found.rows, strict=True)]
    return {
        "trend": found,
        "trend_rows": rows,
        "trend_option": option,
        "trend_label": METRIC_LABELS[name],
        "trend_unit": unit,
    }


def _drawn(numbers: Sequence[float | None], unit: str) -> list[float | None]:
    """The numbers as an axis tells them: shares in percent."""
    return [round(n * 100, 2) if unit == "share" and n is not None else n for n in numbers]


@require_safe
@requires("accounts.read")
def rows(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows behind one number, which add up to it."""
    if name not in METRICS:
        raise Http404
    form = _form(request)
    asked = request.GET.get("by", "all")
    query = _question(form, request, (name,))
    query = undivided(query) if asked == "all" else query
    group = request.GET.get("group", "")
    found = metric_rows(query, name=name, group=group)
    if request.GET.get("format") == "csv":
        header, lines = rows_header(found), rows_lines(labelled(found))
        return csv_download(request, filename=f"{name}.csv", header=header, rows=lines)
    metric = next((metric for one in metric_groups(query) if one.key == group for metric in one.metrics), None)
    labels = group_labels(query, [group], request.tenant.pk)  # type: ignore[attr-defined]
    page = page_of(found, number=request.GET.get("page"), size=PER_PAGE)
    listed: list[MetricRow] = list(labelled(page.rows))
    context = {
        "label": METRIC_LABELS[name],
        "metric": metric,
        "shown": None if metric is None else shown(metric, currency=query.currency),
        "dimension": None if asked == "all" else DIMENSIONS.get(query.grouping.label, query.grouping.label),
        "group": labels[group],
        "page": page,
        "sections": row_sections(listed, found, query.currency),
        "back": _address(request),
    }
    return render(request, "metrics/rows.html", context)
