"""``/api/v1/tiers/policy``: the tiers in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selectors.icp import profile_named
from common.api.fields import CleanCharField, StrictSerializer
from common.api.query import QueryForm, query_read
from common.api.views import ApiView
from tiers.domain.policy import MAX_TIERS, TOP_MILLI
from tiers.models import Tier, TierPolicy
from tiers.selectors.policy import PolicyInUse, policy_current
from tiers.services.policy import PolicySettings, TierSpec, policy_update
from users.services import Actor

MOST_ACCOUNTS = 1_000_000
HUNDRED = Decimal(100)
#: The fields of a tier that leave as they are stored.
PLAIN = (
    "key",
    "name",
    "level",
    "minimum",
    "capacity",
    "promote_milli",
    "stay_milli",
    "dwell_days",
    "involved",
    "personalisation",
    "channels",
    "cadence",
)


class TierOut(serializers.Serializer[Any]):
    """A tier; ``capacity`` null is the rest, ``accounts`` how many it has."""

    key = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=Tier.Level.choices)
    minimum = serializers.IntegerField()
    capacity = serializers.IntegerField(allow_null=True)
    promote_milli = serializers.IntegerField()
    stay_milli = serializers.IntegerField()
    dwell_days = serializers.IntegerField()
    hours_per_week = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    involved = serializers.ListField(child=serializers.CharField())
    personalisation = serializers.CharField()
    channels = serializers.ListField(child=serializers.CharField())
    cadence = serializers.CharField()
    accounts = serializers.IntegerField()


class WarningOut(serializers.Serializer[Any]):
    """What the last run found; ``tier`` null speaks of the whole policy, hours are hundredths."""

    code = serializers.CharField()
    tier = serializers.CharField(allow_null=True)
    actual = serializers.IntegerField()
    limit = serializers.IntegerField()


class PolicyOut(serializers.Serializer[Any]):
    """The policy, best tier first; ``profile`` is the key of the one that ranks accounts, null: the primary one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    preset = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    profile = serializers.CharField(allow_null=True)
    approval = serializers.ChoiceField(choices=TierPolicy.Approval.choices)
    team_hours_per_week = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    hours_per_person = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    sdrs = serializers.IntegerField(allow_null=True)
    aes = serializers.IntegerField(allow_null=True)
    updated_at = serializers.DateTimeField(default_timezone=UTC)
    last_run_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    warnings = WarningOut(many=True)
    tiers = TierOut(many=True)


def _names(length: int) -> serializers.ListField:
    return serializers.ListField(child=CleanCharField(max_length=length), max_length=20, required=False)


class TierIn(StrictSerializer):
    """A tier as a caller writes it; it is recognised by its name."""

    name = CleanCharField(max_length=80)
    level = serializers.ChoiceField(choices=Tier.Level.choices)
    minimum = serializers.IntegerField(min_value=0, max_value=MOST_ACCOUNTS, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_ACCOUNTS, allow_null=True, required=False)
    promote_milli = serializers.IntegerField(min_value=0, max_value=TOP_MILLI)
    stay_milli = serializers.IntegerField(min_value=0, max_value=TOP_MILLI)
    dwell_days = serializers.IntegerField(min_value=0, max_value=3_650, required=False)
    hours_per_week = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal(0), allow_null=True, required=False
    )
    involved = _names(40)
    personalisation = CleanCharField(max_length=200, allow_blank=True, required=False)
    channels = _names(40)
    cadence = CleanCharField(max_length=200, allow_blank=True, required=False)


class PolicyIn(StrictSerializer):
    """All tiers of the policy; ``version`` is the one the caller saw, absent overwrites. Settings left out stay."""

    version = serializers.IntegerField(min_value=1, required=False)
    team_hours_per_week = serializers.DecimalField(
        max_digits=8, decimal_places=2, min_value=Decimal(0), allow_null=True, required=False
    )
    hours_per_person = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=Decimal(0), allow_null=True, required=False
    )
    sdrs = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True, required=False)
    aes = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True, required=False)
    approval = serializers.ChoiceField(choices=TierPolicy.Approval.choices, required=False)
    profile = CleanCharField(max_length=60, allow_null=True, required=False)
    tiers = serializers.ListField(child=TierIn(), max_length=MAX_TIERS)


def hundredths(hours: Decimal | None) -> int | None:
    """This function will turn hours into hundredths of an hour."""
    return None if hours is None else int(hours * HUNDRED)


def _hours(hundredths_: int | None) -> Decimal | None:
    return None if hundredths_ is None else Decimal(hundredths_) / HUNDRED


def policy_document(policy: PolicyInUse) -> dict[str, Any]:
    """This function will return the policy as ``PolicyOut`` writes it."""
    row = policy.row
    keys = [tier.key for tier in policy.tiers]
    return {
        "id": row.public_id,
        "name": row.name,
        "preset": row.preset or None,
        "version": row.version,
        "profile": None if row.profile is None else row.profile.key,
        "approval": row.approval,
        "team_hours_per_week": _hours(row.team_hours_per_week_hundredths),
        "hours_per_person": _hours(row.hours_per_person_hundredths),
        "sdrs": row.sdr_count,
        "aes": row.ae_count,
        "updated_at": row.updated_at,
        "last_run_at": row.last_run_at,
        "warnings": [
            warning | {"tier": None if warning["tier"] is None else keys[warning["tier"]]}
            for warning in row.warnings
            if warning["tier"] is None or warning["tier"] < len(keys)
        ],
        "tiers": [_tier(tier, policy.size(tier)) for tier in policy.tiers],
    }


def _tier(tier: Tier, accounts: int) -> dict[str, Any]:
    found = {name: getattr(tier, name) for name in PLAIN}
    return found | {"hours_per_week": _hours(tier.hours_per_week_hundredths), "accounts": accounts}


class PolicyApi(ApiView):
    """The policy."""

    required_scope = "tiers"
    query, into, out = QueryForm, PolicyIn, PolicyOut

    def get(self, request: Request) -> Response:
        """Read the policy with its tiers."""
        query_read(QueryForm, request.query_params)
        return Response(PolicyOut(policy_document(policy_current())).data)

    def put(self, request: Request) -> Response:
        """Replace the tiers; a run follows."""
        query_read(QueryForm, request.query_params)
        given = PolicyIn(data=request.data)
        given.is_valid(raise_exception=True)
        policy_update(
            specs=[_spec(tier) for tier in given.validated_data["tiers"]],
            settings=_settings(given.validated_data),
            version=given.validated_data.get("version"),
            actor=Actor.of_request(request._request),
            now=timezone.now(),
        )
        return Response(PolicyOut(policy_document(policy_current())).data)


def _settings(given: dict[str, Any]) -> PolicySettings:
    """What the policy has, with what the caller says instead."""
    changes: dict[str, Any] = {}
    for name, column in (
        ("team_hours_per_week", "team_hours_per_week_hundredths"),
        ("hours_per_person", "hours_per_person_hundredths"),
    ):
        if name in given:
            changes[column] = hundredths(given[name])
    for name, column in (("sdrs", "sdr_count"), ("aes", "ae_count"), ("approval", "approval")):
        if name in given:
            changes[column] = given[name]
    if "profile" in given:
        changes["profile_id"] = None if given["profile"] is None else profile_named(given["profile"]).pk
    return replace(PolicySettings.of(policy_current().row), **changes)


def _spec(given: dict[str, Any]) -> TierSpec:
    values = {name: value for name, value in given.items() if name != "hours_per_week"}
    for name in ("involved", "channels"):
        values[name] = tuple(given.get(name, ()))
    return TierSpec(**values, hours_per_week_hundredths=hundredths(given.get("hours_per_week")))
