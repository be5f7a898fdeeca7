"""The account list of a workspace younger than what PostgreSQL knows of the tables beside one that it knows."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Account
from dashboard.selectors.account_filter import AccountFilter
from dashboard.selectors.account_list import account_page
from dashboard.selectors.account_rows import account_rows
from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.tiers.factories import NOON
from tests.young_workspace import fill, rows_read
from tiers.models import Tier, TierAssignment


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


@pytest.mark.parametrize("outside", [0, 30])
@pytest.mark.parametrize("sort", ["-fit", "name"])
def test_those_in_no_tier_are_found_without_reading_who_is_in_one(
    acme: Any, globex: Any, outside: int, sort: str
) -> None:
    with tenant_context(acme.pk):
        fill(acme)
    with tenant_context(globex.pk):
        fill(globex)
        tier, inside = Tier.objects.get(), Account.objects.filter(tier_assignments=None).order_by("pk")[outside:]
        TierAssignment.objects.bulk_create(
            TierAssignment(account=account, tier=tier, entered_at=NOON, cause="entered") for account in inside
        )
        statistics_refresh()  # of a workspace younger than these each name may be read once, which would be a plan too
        before = rows_read()

        page = account_page(AccountFilter(tier="none"), sort=sort, currency="EUR")

        assert (page.total, len(page.rows)) == (outside, min(outside, 25))
        assert rows_read() - before <= 500  # of 2,000 accounts, as many scores and nearly as many stays
