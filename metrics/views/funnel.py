"""From attempts to meetings, by member."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.csv_export import csv_lines, csv_response
from metrics.domain.query import Dimension, Grouping
from metrics.forms import MetricFilterForm
from metrics.selectors.totals import GroupMetrics, metric_groups
from metrics.views.present import group_labels, rows_href, shown
from users.permissions import requires

NAMES = ("conversation_rate", "meeting_rate")


@require_safe
@requires("accounts.read")
def funnel(request: HttpRequest) -> HttpResponseBase:
    """Attempts, conversations and meetings of each member, each contact counted once a day."""
    form = MetricFilterForm(request.GET)
    tenant: Any = request.tenant  # type: ignore[attr-defined]
    asked = form.query(tenant=tenant, today=timezone.localdate(), names=NAMES)
    query = replace(asked, grouping=Grouping(Dimension.OWNER))
    groups = metric_groups(query)
    labels = group_labels(query, [group.key for group in groups], tenant.pk)
    if request.GET.get("format") == "csv":
        header = ["owner", "attempts", "conversations", "meetings"]
        return csv_response("funnel.csv", csv_lines(header, [_counts(group, labels) for group in groups]))
    kept = request.GET.urlencode()
    lines = [
        {
            "label": labels[group.key],
            "sums": group.sums,
            "cells": [
                shown(
                    metric,
                    currency=tenant.currency,
                    href=rows_href(query, name=metric.name, group=group.key, address=kept),
                )
                for metric in group.metrics
            ],
        }
        for group in groups
    ]
    return render(request, "metrics/funnel.html", {"form": form, "lines": lines})


def _counts(group: GroupMetrics, labels: dict[str, str]) -> list[Any]:
    return [labels[group.key], group.sums.attempts, group.sums.conversations, group.sums.meetings]
