"""Scoring a workspace younger than what PostgreSQL knows of the tables beside one that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from accounts.domain.icp_parse import version_parse
from accounts.models import Account, FitScore
from accounts.selectors.icp_preview import icp_preview
from accounts.services.scoring import fit_refresh_range
from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.accounts.icp_examples import CRITERIA, NOW, SIZE, VISITS, profile_with

MANY = 500
ACCOUNTS = """
    insert into account (source, external_id, name, name_key, domain, website, parent_ref, owner_email, lifecycle,
                         employees, custom, version)
    select 'test', i::text, 'Company ' || i, 'company ' || i, '', '', '', '', 'prospect', i, '{}', 1
      from generate_series(1, %s) i
"""
SIGNALS = """
    insert into signal (source, external_id, account_id, domain, kind, occurred_at, payload, version)
    select 'test', id::text, id, '', 'visit', %s, '{}', 1 from account where tenant_id = %s
"""


def filled(tenant: Any) -> Any:
    """Make a published profile that reads signals, and accounts that have them; return the profile."""
    profile = profile_with([*CRITERIA, VISITS])
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, [MANY])
        cursor.execute(SIGNALS, [NOW, tenant.pk])
    return profile


def everybody() -> dict[str, int]:
    ends = Account.objects.aggregate(lower=Min("pk"), upper=Max("pk"))
    return {"lower": ends["lower"], "upper": ends["upper"] + 1}


@contextmanager
def plans_of(word: str) -> Iterator[list[str]]:
    """The plans of the statements with the word in them, as they are made when they run."""
    plans: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if word in sql:
            context["cursor"].cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in context["cursor"].cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield plans


def test_no_account_is_compared_with_every_other(acme: Any, globex: Any) -> None:
    with tenant_context(acme.pk):
        filled(acme)
        fit_refresh_range(**everybody(), now=NOW)
        statistics_refresh()
    with tenant_context(globex.pk), plans_of("signal") as plans:
        profile = filled(globex)
        plans.clear()
        first = fit_refresh_range(**everybody(), now=NOW)
        again = fit_refresh_range(**everybody(), now=NOW)
        shown = icp_preview(profile.pk, version_parse([SIZE, VISITS]), now=NOW)

        assert (first.changed, again.changed, shown.scored) == (MANY, 0, MANY)
        assert FitScore.objects.count() == MANY
    of_everybody = [plan for plan in plans if "CTE" in plan]
    assert len(of_everybody) == 3
    assert not [plan for plan in of_everybody if "Nested Loop" in plan]
