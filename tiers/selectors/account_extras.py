"""What this room adds to an account shown by the room below (``settings.ACCOUNT_EXTRAS``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id

# By hand, as the statement it stands beside (accounts.selectors.accounts): every REST answer about companies asks it.
# The priority is the score under the profile that the policy names; it names none where fit alone ranks.
_TIERS = """
    select k.id, t.key, s.entered_at, f.score_milli
      from unnest(%(keys)s::bigint[]) as k (id)
      left join tier_assignment s on s.tenant_id = %(tenant)s and s.account_id = k.id and s.left_at is null
      left join tier t on t.tenant_id = %(tenant)s and t.id = s.tier_id
      left join tier_policy p on p.tenant_id = %(tenant)s
      left join fit_score f on f.tenant_id = %(tenant)s and f.account_id = k.id and f.profile_id = p.profile_id
"""


def account_tiers(account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """This function will return each account's tier, since when, and its priority in thousandths, by account id."""
    with connection.cursor() as cursor:
        cursor.execute(_TIERS, {"tenant": required_tenant_id(), "keys": list(account_ids)})
        return {
            account_id: {"tier": key, "tier_since": since, "priority": priority}
            for account_id, key, since, priority in cursor.fetchall()
        }
