"""A workspace younger than what PostgreSQL knows of the tables beside one that it knows."""

from __future__ import annotations

from typing import Any

from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.tiers.factories import NOON
from tests.young_workspace import fill, rows_read
from tiers.selectors.policy import policy_current
from tiers.selectors.standings import standings_to_rank


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
