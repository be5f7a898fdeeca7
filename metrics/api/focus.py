"""``/api/v1/metrics/focus``: what the win rate would be if only the top tiers were worked."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.query import query_read
from common.api.views import ApiView
from metrics.api.metrics import MetricOut, PeriodQuery, metric_json
from metrics.domain.focus import Bundle
from metrics.domain.period import Period
from metrics.domain.query import Cohort, MetricQuery
from metrics.selectors.focus import NAMES, focus
from tenancy.models import Tenant


class BundleOut(serializers.Serializer[Bundle]):
    """Closed deals seen together, and their share of all."""

    closed = serializers.IntegerField()
    win_rate = MetricOut()
    won_value = MetricOut()
    kept = MetricOut(help_text="their share of all closed deals")
    value_kept = MetricOut(help_text="their share of all won value")


class FocusLineOut(serializers.Serializer[Any]):
    """One tier alone, and with all above it. Tier null: deals in no tier."""

    tier = serializers.CharField(allow_null=True)
    own = BundleOut()
    down_to = BundleOut()
    p = serializers.FloatField(
        allow_null=True, help_text="Fisher's two-sided p of down_to against the deals left out; null: none is left out"
    )


class FocusOut(serializers.Serializer[Any]):
    """The whole answer."""

    all = BundleOut()
    lines = FocusLineOut(many=True)
    bases = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="deals by how their tier was found: history, score_then, score_now, unknown",
    )
    currency = serializers.CharField()


class FocusApi(ApiView):
    """If only the top tiers were worked."""

    required_scope = "metrics:read"
    query = PeriodQuery
    out = FocusOut

    def get(self, request: Request) -> Response:
        """Answer for each tier line; rows: ``metrics/{name}/rows?by=tier&cohort=tier_at_opening&group={tier}``."""
        given = query_read(PeriodQuery, request.query_params)
        tenant: Tenant = request._request.tenant  # type: ignore[attr-defined]
        query = MetricQuery(
            names=NAMES,
            today=timezone.now().astimezone(ZoneInfo(tenant.timezone)).date(),
            currency=tenant.currency,
            timezone=tenant.timezone,
            period=Period(given["from"], given["to"]),
        )
        found = focus(query)
        lines = [
            {
                "tier": line.key or None,
                "own": _bundle(line.own, line.key, tenant.currency),
                "down_to": _bundle(line.down_to, line.key, tenant.currency),
                "p": line.p,
            }
            for line in found.lines
        ]
        return Response(
            {
                "all": _bundle(found.whole, None, tenant.currency),
                "lines": lines,
                "bases": found.bases,
                "from": None if query.period.start is None else query.period.start.isoformat(),
                "to": None if query.period.end is None else query.period.end.isoformat(),
                "cohort": Cohort.OPENING.value,
                "currency": tenant.currency,
            }
        )


def _bundle(one: Bundle, tier: str | None, currency: str) -> dict[str, Any]:
    group = {} if tier is None else {"tier": tier or None}
    numbers = (one.win_rate, one.won_value, one.kept, one.value_kept)
    names = ("win_rate", "won_value", "kept", "value_kept")
    return {
        "closed": one.closed,
        **{
            name: metric_json(metric, group=group, currency=currency)
            for name, metric in zip(names, numbers, strict=True)
        },
    }
