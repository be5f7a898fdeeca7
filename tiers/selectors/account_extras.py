"""What this room adds to an account shown by the room below (``settings.ACCOUNT_EXTRAS``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id

# By hand, as the statement it stands beside (accounts.selectors.accounts): every REST answer about companies asks it.
_TIERS = """
    select s.account_id, t.key, s.entered_at
      from tier_assignment s join tier t on t.tenant_id = %(tenant)s and t.id = s.tier_id
     where s.tenant_id = %(tenant)s and s.account_id = any(%(keys)s) and s.left_at is null
"""


def account_tiers(account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """This function will return the tier of each account and since when, by account id."""
    with connection.cursor() as cursor:
        cursor.execute(_TIERS, {"tenant": required_tenant_id(), "keys": list(account_ids)})
        return {account_id: {"tier": key, "tier_since": since} for account_id, key, since in cursor.fetchall()}
