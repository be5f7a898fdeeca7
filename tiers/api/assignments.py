"""``/api/v1/tiers/assignments`` and ``/api/v1/tiers/bridge``: who is, was and went where."""

from __future__ import annotations

import re
from datetime import UTC, date
from typing import Any

from django import forms
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.query import FlagField, InstantField, LimitField, QueryForm, query_read
from common.api.views import ApiView
from tiers.models import TierAssignment
from tiers.selectors.changes import day_end
from tiers.selectors.history import BridgeLine, assignments_at, bridge_lines
from tiers.selectors.reasons import stay_text

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MomentField(InstantField):
    """An instant, or a day: then its last instant in the workspace's time zone, as on the pages."""

    def to_python(self, value: Any) -> Any:
        """Read ``2026-11-22`` as the end of that day, everything else as an instant."""
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return day_end(date.fromisoformat(value))
            except (ValueError, OverflowError):
                raise forms.ValidationError("Not a day.", code="invalid") from None
        return super().to_python(value)


class AssignmentQuery(QueryForm):
    """At which instant, in which tier, and where to go on: ``after`` is the last account's id."""

    at = MomentField(required=False)
    tier = forms.CharField(required=False, max_length=40)
    limit = LimitField()
    after = forms.UUIDField(required=False)
    count = FlagField()


class BridgeQuery(QueryForm):
    """From just after one instant to another, that one included."""

    to = MomentField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = MomentField()  # no attribute may be called so

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        given = super().clean()
        if "from" in given and "to" in given and given["to"] < given["from"]:
            self.add_error("to", forms.ValidationError("Before the start.", code="out_of_range"))
        return given


class AssignmentOut(serializers.Serializer[Any]):
    """An account's stay in a tier; ``score_milli`` and ``line_milli`` are those that decided its entry."""

    account_id = serializers.UUIDField(source="account.public_id")
    account_source = serializers.CharField(source="account.source")
    account_external_id = serializers.CharField(source="account.external_id")
    account = serializers.CharField(source="account.name")
    tier = serializers.CharField(source="tier.key")
    entered_at = serializers.DateTimeField(default_timezone=UTC)
    left_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    cause = serializers.CharField()
    reason = serializers.SerializerMethodField()
    score_milli = serializers.IntegerField(allow_null=True)
    line_milli = serializers.IntegerField(allow_null=True)

    def get_reason(self, stay: TierAssignment) -> str:
        """Say why, as the board does."""
        return stay_text(stay)


class AssignmentListOut(serializers.Serializer[Any]):
    """A page of stays."""

    results = AssignmentOut(many=True)
    paging = serializers.DictField()


class FlowOut(serializers.Serializer[Any]):
    """Accounts that came from, or went to, a tier; null is no tier."""

    tier = serializers.CharField(allow_null=True)
    accounts = serializers.IntegerField()


class BridgeLineOut(serializers.Serializer[Any]):
    """One tier: opening + came − went = closing."""

    tier = serializers.CharField()
    retired = serializers.BooleanField()
    opening = serializers.IntegerField()
    came = serializers.IntegerField()
    went = serializers.IntegerField()
    closing = serializers.IntegerField()
    came_from = FlowOut(many=True)
    went_to = FlowOut(many=True)


class BridgeOut(serializers.Serializer[Any]):
    """The bridge of every tier."""

    results = BridgeLineOut(many=True)


class AssignmentsApi(ApiView):
    """Who is in which tier, now or at an instant, by account id."""

    required_scope = "tiers"
    query, out = AssignmentQuery, AssignmentListOut

    def get(self, request: Request) -> Response:
        """Read one page."""
        given = query_read(AssignmentQuery, request.query_params)
        rows = assignments_at(given["at"])
        if given["tier"]:
            rows = rows.filter(tier__key=given["tier"])
        paging: dict[str, Any] = {"total": rows.order_by().count()} if given["count"] else {}
        if given["after"]:
            rows = rows.filter(account__public_id__gt=given["after"])
        found = list(rows.order_by("account__public_id")[: given["limit"] + 1])
        page = found[: given["limit"]]
        more = len(found) > len(page)
        paging["next"] = {"after": str(page[-1].account.public_id)} if more else None
        return Response({"results": AssignmentOut(page, many=True).data, "paging": paging})


class BridgeApi(ApiView):
    """Who came and went between two instants."""

    required_scope = "tiers:read"
    query, out = BridgeQuery, BridgeOut

    def get(self, request: Request) -> Response:
        """Read the bridge."""
        given = query_read(BridgeQuery, request.query_params)
        lines = bridge_lines(start=given["from"], end=given["to"])
        return Response(BridgeOut({"results": [_line(line) for line in lines]}).data)


def _line(line: BridgeLine) -> dict[str, Any]:
    bridge = line.bridge
    return {
        "tier": line.tier.key,
        "retired": line.tier.position is None,
        "opening": bridge.opening,
        "came": bridge.came,
        "went": bridge.went,
        "closing": bridge.closing,
        "came_from": [{"tier": name or None, "accounts": count} for name, count in line.came_from],
        "went_to": [{"tier": name or None, "accounts": count} for name, count in line.went_to],
    }
