"""What this room adds to an account shown by the room below (``settings.ACCOUNT_EXTRAS``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tiers.models import TierAssignment


def account_tiers(account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """This function will return the tier of each account and since when, by account id."""
    rows = TierAssignment.objects.filter(account_id__in=account_ids, left_at=None)
    found = rows.values_list("account_id", "tier__key", "entered_at")
    return {account_id: {"tier": key, "tier_since": since} for account_id, key, since in found}
