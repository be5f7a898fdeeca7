"""Scored accounts in a workspace beside others, and how many rows a piece of work has read of them."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tests.tiers.factories import policy, primary_version


def rows_read() -> int:
    """Rows of accounts, scores and stays that this transaction has fetched so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_user_tables"
            " where relname in ('account', 'fit_score', 'tier_assignment')"
        )
        return int(cursor.fetchone()[0])


ACCOUNTS = """
    insert into account (source, external_id, name, name_key, domain, website, parent_ref, owner_email, lifecycle,
                         custom, version)
    select 'test', i::text, 'Company ' || i, 'company ' || i, '', '', '', '', 'prospect', '{}', 1
      from generate_series(1, 2000) i
"""
SCORES = """
    insert into fit_score (profile_id, account_id, version_id, score_milli, potential_milli, shares, scored_at)
    select %(profile)s, id, %(version)s, 90000, 90000, '{}', now() from account where tenant_id = %(tenant)s
"""
STAYS = """
    insert into tier_assignment (account_id, tier_id, entered_at, cause, reason, left_cause, left_reason)
    select id, %(tier)s, now(), 'entered', '', '', '' from account where tenant_id = %(tenant)s order by id limit 200
"""


def fill(tenant: Any) -> int:
    """Make 2,000 scored accounts, 200 of them in a tier of 400 places; return the profile's id."""
    tier, version = policy({"promote_milli": 50_000, "stay_milli": 40_000, "capacity": 400})[0], primary_version()
    values = {"tenant": tenant.pk, "tier": tier.pk, "profile": version.profile_id, "version": version.pk}
    with connection.cursor() as cursor:
        for statement in (ACCOUNTS, SCORES, STAYS):
            cursor.execute(statement, values)
    return version.profile_id
