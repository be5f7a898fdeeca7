"""``/api/v1/metrics``: numbers by group, and the rows behind each."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.problems import FieldProblem
from common.api.query import LimitField, QueryForm, query_read
from common.api.refusals import QueryError
from common.api.views import ApiView
from metrics.domain.acquisition import CAC_VARIANTS, LTV_VARIANTS
from metrics.domain.catalogue import METRICS, NAMES, Variants
from metrics.domain.metric import Metric, Unit
from metrics.domain.period import Period
from metrics.domain.query import Cohort, Dimension, Grouping, MetricQuery
from metrics.selectors.owners import owner_addresses
from metrics.selectors.rows import MetricRow, labelled, metric_rows
from metrics.selectors.totals import metric_groups
from tenancy.models import Tenant


class PeriodQuery(QueryForm):
    """``from`` up to, not including, ``to``, as days of the workspace's time zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # ``from`` is a word of the language, so the two ends are declared by name
        self.fields |= {name: forms.DateField(required=False) for name in ("from", "to")}

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        found = super().clean()
        start, end = found.get("from"), found.get("to")
        if start and end and start >= end:
            self.add_error("to", forms.ValidationError("The period ends before it starts.", code="invalid"))
        return found


class MetricsQuery(PeriodQuery):
    """What is asked, over a period."""

    names = forms.CharField(required=False, max_length=1_000)
    by = forms.CharField(required=False, max_length=200)
    cohort = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Cohort])
    ltv = forms.ChoiceField(required=False, choices=[(name, name) for name in LTV_VARIANTS])
    cac = forms.ChoiceField(required=False, choices=[(name, name) for name in CAC_VARIANTS])

    def clean_names(self) -> tuple[str, ...]:
        """Known names, each once, in the order asked for; none means all."""
        names = tuple(dict.fromkeys(name for name in self.cleaned_data["names"].split(",") if name))
        for name in names:
            if name not in METRICS:
                raise forms.ValidationError(f"There is no metric {name[:60]!r}.", code="unknown_metric")
        return names or NAMES


class RowsQuery(MetricsQuery):
    """The same, and which group's rows, page by page."""

    group = forms.CharField(required=False, max_length=300)
    limit = LimitField()
    after = forms.CharField(required=False, max_length=200)


class MetricOut(serializers.Serializer[Metric]):
    """One number of one group; ``value`` is null exactly when ``reason`` says why. Numbers are decimal strings."""

    name = serializers.CharField()
    group = serializers.DictField(child=serializers.CharField(allow_null=True))
    value = serializers.CharField(allow_null=True)
    unit = serializers.CharField(help_text="a currency code, days, months, ratio, share or count")
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    formula_version = serializers.CharField()
    interval = serializers.DictField(child=serializers.CharField(), allow_null=True, help_text="Wilson, 95 %")


def metric_json(metric: Metric, *, group: dict[str, str | None], currency: str) -> dict[str, Any]:
    """This function will write a metric as the contract asks."""
    interval = metric.interval
    return {
        "name": metric.name,
        "group": group,
        "value": _text(metric.value),
        "unit": currency if metric.unit is Unit.MONEY else metric.unit.value,
        "numerator": _text(metric.numerator),
        "denominator": _text(metric.denominator),
        "n": metric.n,
        "reason": metric.reason,
        "flags": list(metric.flags),
        "formula_version": metric.formula_version,
        "interval": None if interval is None else {"low": f"{interval.low:.4f}", "high": f"{interval.high:.4f}"},
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _query(given: Mapping[str, Any], tenant: Tenant, names: tuple[str, ...], now: datetime) -> MetricQuery:
    return MetricQuery(
        names=names,
        today=now.astimezone(ZoneInfo(tenant.timezone)).date(),
        currency=tenant.currency,
        timezone=tenant.timezone,
        grouping=Grouping.parse(given["by"] or Dimension.ALL.value),
        period=Period(given["from"], given["to"]),
        cohort=Cohort(given["cohort"] or Cohort.NOW.value),
        variants=Variants(given["ltv"] or "margin", given["cac"] or "cac"),
    )


def _echo(query: MetricQuery) -> dict[str, Any]:
    """The question as it was understood; both variants are named in every answer."""
    period = query.period
    return {
        "by": query.grouping.label,
        "from": None if period.start is None else period.start.isoformat(),
        "to": None if period.end is None else period.end.isoformat(),
        "cohort": query.cohort.value,
        "ltv": query.variants.ltv,
        "cac": query.variants.cac,
        "currency": query.currency,
    }


class MetricsApi(ApiView):
    """Metrics by group."""

    required_scope = "metrics:read"
    query = MetricsQuery

    def get(self, request: Request) -> Response:
        """Answer the metrics asked for, group by group."""
        given = query_read(MetricsQuery, request.query_params)
        query = _query(given, request._request.tenant, given["names"], timezone.now())  # type: ignore[attr-defined]
        owners = owner_addresses() if query.grouping.dimension is Dimension.OWNER else {}
        results = [
            metric_json(metric, group=_group(query, owners.get(group.key, group.key)), currency=query.currency)
            for group in metric_groups(query)
            for metric in group.metrics
        ]
        return Response({"results": results, **_echo(query)})


def _group(query: MetricQuery, key: str) -> dict[str, str | None]:
    return {} if query.grouping.dimension is Dimension.ALL else {query.grouping.label: key or None}


class MetricRowsApi(ApiView):
    """The rows behind a metric of one group."""

    required_scope = "metrics:read"
    query = RowsQuery

    def get(self, request: Request, name: str) -> Response:
        """List the rows, kind by kind; adding up a column of all of them gives the metric's part."""
        if name not in METRICS:
            raise Http404
        given = query_read(RowsQuery, request.query_params)
        query = _query(given, request._request.tenant, (name,), timezone.now())  # type: ignore[attr-defined]
        group = given["group"]
        if query.grouping.dimension is Dimension.OWNER:
            group = {address: key for key, address in owner_addresses().items()}.get(group, group)
        rows = metric_rows(query, name=name, group=group)
        start = _cursor(given["after"])
        page = list(labelled(rows[start : start + given["limit"]]))
        end = start + len(page)
        after = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(rows) else None
        paging = {"next": {"after": after} if after else None}
        group_out = _group(query, given["group"])
        return Response(
            {"results": [row_json(row) for row in page], "paging": paging, "group": group_out, **_echo(query)}
        )


def _cursor(text: str) -> int:
    """Where the page begins; rows are worked out anew for each page, so their place is their key."""
    if not text:
        return 0
    try:
        return max(0, int(base64.urlsafe_b64decode(text.encode())))
    except (ValueError, binascii.Error):
        problem = FieldProblem(pointer="?after", code="invalid", detail="Not a cursor of this list.")
        raise QueryError([problem]) from None


def row_json(row: MetricRow) -> dict[str, Any]:
    """This function will write a row; columns of cents become decimal strings of the workspace's currency."""
    return {
        "rows": row.fact.value,
        "object": row.kind,
        "id": row.public_id or None,
        "date": None if row.on is None else row.on.isoformat(),
        "label": row.label,
        "account": {"id": row.account_public_id, "name": row.account} if row.account_public_id else None,
        **{_column(name): _number(name, value) for name, value in row.numbers.items()},
    }


def _column(name: str) -> str:
    return name.removesuffix("_cents")


def _number(name: str, value: Any) -> Any:
    if value is None or not name.endswith("_cents"):
        return None if value is None else int(value)
    return format(Decimal(value).scaleb(-2), "f")
