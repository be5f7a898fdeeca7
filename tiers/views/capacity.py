"""Capacity: how much work the tiers are, by tier and by owner."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tiers.selectors.capacity import Capacity, capacity_of
from tiers.selectors.policy import PolicyInUse, policy_current
from tiers.selectors.reasons import warning_texts
from users.downloads import csv_download
from users.permissions import requires


@require_GET
@requires("accounts.read")
def capacity_page(request: HttpRequest) -> HttpResponseBase:
    """The hours the tiers ask for against those there are, and every owner's share."""
    policy = policy_current()
    capacity = capacity_of(policy)
    if request.GET.get("format") == "csv":
        header = ["owner", *(tier.key for tier in policy.tiers), "hours_needed", "hours_available"]
        return csv_download(request, filename="capacity.csv", header=header, rows=_rows(capacity))
    context = {
        "policy": policy,
        "capacity": capacity,
        "warnings": warning_texts(policy),
        "tiles": _tiles(policy, capacity),
        "can_size": any(load.places is not None for load in capacity.tiers),
    }
    return render(request, "tiers/capacity.html", context)


def hours(hundredths: int | None) -> Decimal | None:
    """This function will turn hundredths of an hour into hours."""
    return None if hundredths is None else Decimal(hundredths) / 100


def _tiles(policy: PolicyInUse, capacity: Capacity) -> dict[str, Any]:
    return {
        "needed": hours(capacity.needed),
        "given": hours(capacity.given),
        "ratio": None if capacity.ratio is None else Decimal(capacity.ratio) / 100,
        "no_hours": _("Say in the policy how many hours the team, or each person, has a week."),
        "no_ratio": _("Say in the policy how many SDRs and AEs there are."),
    }


def _rows(capacity: Capacity) -> Iterator[tuple[Any, ...]]:
    for load in capacity.owners:
        yield (load.name, *load.sizes, hours(load.needed), hours(capacity.per_person))
