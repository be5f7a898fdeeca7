"""The account list of a workspace younger than what PostgreSQL knows of the tables beside one that it knows."""

from __future__ import annotations

from typing import Any

from accounts.models import Account
from dashboard.selectors.account_rows import account_rows
from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.young_workspace import fill, rows_read


def test_each_line_is_looked_up_and_nobody_else_is_read(acme: Any, globex: Any) -> None:
    with tenant_context(acme.pk):
        fill(acme)
        statistics_refresh()
    with tenant_context(globex.pk):
        profile_id = fill(globex)
        keys = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:25])
        before = rows_read()

        lines = account_rows(keys, profile_id=profile_id, currency="EUR")

        assert [line.id for line in lines] == keys
        assert {line.score_milli for line in lines} == {90_000} and lines[0].tier is not None
        assert rows_read() - before <= 200  # eight rooms' rows of 25 accounts, not 2,000 for each of them
