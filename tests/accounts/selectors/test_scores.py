from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account
from accounts.selectors.scores import (
    key_ranges,
    score_change_page,
    score_changes,
    score_get,
    win_scores,
)
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import INDUSTRY, NOW, SIZE, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_ranges_hold_as_many_accounts_as_asked_whatever_their_ids(as_acme: Any, globex: Any) -> None:
    ids = [new_account().pk for _ in range(5)]

    assert key_ranges(Subject.ACCOUNT, size=2) == [(ids[0], ids[2]), (ids[2], ids[4]), (ids[4], ids[4] + 1)]
    assert key_ranges(Subject.ACCOUNT, size=100) == [(ids[0], ids[4] + 1)]


def test_an_empty_workspace_has_no_ranges(as_acme: Any) -> None:
    assert key_ranges(Subject.ACCOUNT, size=10) == []


def test_scores_come_one_by_one(as_acme: Any) -> None:
    profile = profile_with()
    low = new_account(employees=100)
    assert score_get(profile, low.pk) is None
    fit_refresh(keys=[low.pk], now=NOW)

    found = score_get(profile, low.pk)
    assert found is not None and found.score_milli == 60_000
    assert score_changes(profile, low.pk).count() == 1


def test_history_comes_page_by_page(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=100)
    for employees in (100, 300, 500):
        Account.objects.filter(pk=account.pk).update(employees=employees)
        fit_refresh(keys=[account.pk], now=NOW)

    first, more = score_change_page(profile, account.pk, before=None, skip=0, limit=2)
    rest, no_more = score_change_page(profile, account.pk, before=NOW, skip=2, limit=2)

    assert [row["score_milli"] for row in (*first, *rest)] == [100_000, 80_000, 60_000]
    assert (more, no_more) == (True, False)


def test_win_scores_are_those_of_the_profile_of_deals_that_counts(as_acme: Any, django_assert_num_queries: Any) -> None:
    deal = DealFactory(account=new_account(employees=300))
    assert win_scores([deal.pk]) == {}
    profile_with([SIZE], name="Draft", subject=Subject.DEAL, publish=False)
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    profile_with([INDUSTRY], name="Later", subject=Subject.DEAL)
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    with django_assert_num_queries(2):
        found = win_scores([deal.pk])

    assert {key: row.score_milli for key, row in found.items()} == {deal.pk: 50_000}
