"""The accounts below the ranked tiers that may move although nobody announced them.

SQL is written by hand because each kind must come off its own index, whatever the others are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id
from tiers.selectors.policy import PolicyInUse
from tiers.selectors.standings import head_length

_VETO_ENDED = """
    select account_id from tier_veto
     where tenant_id = %(tenant)s and revoked_at is null and expired_at is null and expires_on < %(today)s
"""
# no account joins a ranked tier under its promote line, and those that fall into one are ranked anyway
_MAY_LOSE_A_PLACE = """
    select account_id from tier_proposed_move
     where tenant_id = %(tenant)s and state = 'open' and score_milli >= %(line)s and target_id = any(%(head)s)
"""
_DWELL_ENDED = """
    select account_id from tier_assignment
     where tenant_id = %(tenant)s and left_at is null and tier_id = %({tier})s
       and entered_at > %({after})s and entered_at <= %({until})s
"""


def accounts_due(policy: PolicyInUse, *, since: datetime, now: datetime, today: date) -> list[int]:
    """This function will return, in one query, who may move since the run at ``since`` though nothing about them
    changed.

    These are accounts whose dwell ended, whose veto ended and was not noted yet, and who wait to be given a ranked
    place that somebody better may have taken.
    """
    length = head_length(policy)
    head = policy.tiers[:length]
    values: dict[str, Any] = {"tenant": required_tenant_id(), "today": today}
    statements = [_VETO_ENDED]
    if head:
        values |= {"head": [tier.pk for tier in head], "line": min(tier.promote_milli for tier in head)}
        statements.append(_MAY_LOSE_A_PLACE)
    for index, tier in enumerate(policy.tiers[length:]):
        if tier.dwell_days:
            names = {"tier": f"tier{index}", "after": f"after{index}", "until": f"until{index}"}
            dwell = timedelta(days=tier.dwell_days)
            values |= {names["tier"]: tier.pk, names["after"]: since - dwell, names["until"]: now - dwell}
            statements.append(_DWELL_ENDED.format(**names))  # names of parameters, not values
    with connection.cursor() as cursor:
        cursor.execute(" union ".join(statements), values)
        return [row[0] for row in cursor.fetchall()]
