"""``/api/v1/tiers/changes`` and ``/api/v1/tiers/churn``: tier then, now and first; churn quarter by quarter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.query import FlagField, LimitField, QueryForm, query_read
from common.api.views import ApiView
from tiers.api.assignments import BridgeQuery
from tiers.domain.churn import churn_bp, quarter_starts
from tiers.selectors.changes import ChangeFilter, changes, churn_lines, quarter_edges, tiers_by_id
from tiers.selectors.policy import workspace_day

MOST_QUARTERS = 20


class ChangesQuery(BridgeQuery):
    """Two instants; ``all=true`` tells everybody who ever was in a tier; ``then`` and ``now`` are keys of tiers."""

    all = FlagField()
    then = forms.CharField(required=False, max_length=40)
    now = forms.CharField(required=False, max_length=40)
    limit = LimitField()
    after = forms.UUIDField(required=False)
    count = FlagField()


class ChangeOut(serializers.Serializer[Any]):
    """An account with the keys of its tiers; null is none."""

    account_id = serializers.UUIDField()
    account_source = serializers.CharField()
    account_external_id = serializers.CharField()
    account = serializers.CharField()
    tier_then = serializers.CharField(allow_null=True)
    tier_now = serializers.CharField(allow_null=True)
    first_tier = serializers.CharField(allow_null=True)


class ChangesOut(serializers.Serializer[Any]):
    """A page of accounts."""

    results = ChangeOut(many=True)
    paging = serializers.DictField()


class ChurnQuery(QueryForm):
    """How many quarters, up to that of the day ``to`` in the workspace's time zone."""

    to = forms.DateField(required=False)
    quarters = forms.IntegerField(min_value=1, max_value=MOST_QUARTERS, required=False)


class QuarterOut(serializers.Serializer[Any]):
    """One quarter of one tier; ``churn_bp`` in hundredths of a percent, null with ``tier_empty`` as the reason."""

    starts_on = serializers.DateField()
    opening = serializers.IntegerField()
    came = serializers.IntegerField()
    went = serializers.IntegerField()
    closing = serializers.IntegerField()
    churn_bp = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class TierChurnOut(serializers.Serializer[Any]):
    """One tier."""

    tier = serializers.CharField()
    retired = serializers.BooleanField()
    quarters = QuarterOut(many=True)


class ChurnOut(serializers.Serializer[Any]):
    """Every tier; the last quarter may not be over."""

    results = TierChurnOut(many=True)


class ChangesApi(ApiView):
    """Tier then, tier now and first tier of each account, by account id."""

    required_scope = "tiers:read"
    query, out = ChangesQuery, ChangesOut

    def get(self, request: Request) -> Response:
        """Read one page."""
        given = query_read(ChangesQuery, request.query_params)
        wanted = ChangeFilter(changed=not given["all"], then=given["then"] or "", now=given["now"] or "")
        rows = changes(start=given["from"], end=given["to"], wanted=wanted)
        paging: dict[str, Any] = {"total": rows.order_by().count()} if given["count"] else {}
        if given["after"]:
            rows = rows.filter(public_id__gt=given["after"])
        found = list(rows.order_by("public_id")[: given["limit"] + 1])
        page = found[: given["limit"]]
        paging["next"] = {"after": str(page[-1].public_id)} if len(found) > len(page) else None
        keys = {pk: tier.key for pk, tier in tiers_by_id().items()}
        return Response({"results": [_change(row, keys) for row in page], "paging": paging})


class ChurnApi(ApiView):
    """Churn of every tier."""

    required_scope = "tiers:read"
    query, out = ChurnQuery, ChurnOut

    def get(self, request: Request) -> Response:
        """Read the last quarters, four unless told otherwise."""
        given = query_read(ChurnQuery, request.query_params)
        day: date = given["to"] or workspace_day(timezone.now())
        starts = quarter_starts(day, quarters=given["quarters"] or 4)
        lines = churn_lines(quarter_edges(starts))
        results = [
            {
                "tier": line.tier.key,
                "retired": line.tier.position is None,
                "quarters": [_quarter(start, row) for start, row in zip(starts, line.quarters, strict=False)],
            }
            for line in lines
        ]
        return Response(ChurnOut({"results": results}).data)


def _change(row: Any, keys: dict[int, str]) -> dict[str, Any]:
    found = {
        "account_id": row.public_id,
        "account_source": row.source,
        "account_external_id": row.external_id,
        "account": row.name,
        "tier_then": keys.get(row.then_id),
        "tier_now": keys.get(row.now_id),
        "first_tier": keys.get(row.first_id),
    }
    return dict(ChangeOut(found).data)


def _quarter(start: date, row: Any) -> dict[str, Any]:
    rate = churn_bp(row)
    return {
        "starts_on": start,
        "opening": row.opening,
        "came": row.came,
        "went": row.went,
        "closing": row.closing,
        "churn_bp": rate,
        "reason": "tier_empty" if rate is None else None,
    }
