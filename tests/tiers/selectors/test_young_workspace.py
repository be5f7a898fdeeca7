"""A workspace younger than what PostgreSQL knows of the tables beside one that it knows."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.tiers.factories import NOON, policy, primary_version
from tiers.selectors.policy import policy_current
from tiers.selectors.standings import standings_to_rank


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


def test_its_accounts_are_looked_up_and_not_read_through_for_each_of_them(acme: Any, globex: Any) -> None:
    with tenant_context(acme.pk):
        fill(acme)
        statistics_refresh()
    with tenant_context(globex.pk):
        profile_id, current = fill(globex), policy_current()
        before = rows_read()

        found = standings_to_rank(current, profile_id=profile_id, now=NOON, today=NOON.date())

        assert len(found) == 400
        assert rows_read() - before <= 10_000  # compared with one another they would be a hundred times as many
