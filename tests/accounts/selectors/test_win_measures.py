"""Reading the win scores of accounts."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AccountMeasure, FactChange
from accounts.selectors.win_measures import Among, WinScore, accounts_left, win_scores_of
from accounts.services.deal_scoring import deal_scores_refresh
from tests.accounts.icp_examples import NOW, new_account
from tests.accounts.services.test_deal_scoring import AMOUNT, new_deal, win_profile

pytestmark = pytest.mark.django_db


def test_keys_and_ranges_read_the_same_in_one_query(as_acme: Any, django_assert_num_queries: Any) -> None:
    profile = win_profile([AMOUNT])
    first, second, outside = (new_account() for _ in range(3))
    deals = [new_deal(account=account, amount_cents=400_000) for account in (first, second, outside)]
    deal_scores_refresh(keys=[deal.pk for deal in deals], now=NOW)

    with django_assert_num_queries(1):
        by_range = win_scores_of(Among(lower=first.pk, upper=second.pk + 1), profile_id=profile.pk)

    assert by_range == {pk: WinScore(40_000, "best_open_deal") for pk in (first.pk, second.pk)}
    assert win_scores_of(Among(keys=(first.pk, second.pk)), profile_id=profile.pk) == by_range


def test_an_open_deal_that_waits_for_its_score_is_told_from_none(as_acme: Any) -> None:
    profile = win_profile([AMOUNT])
    waiting, gone = new_account(), new_account()
    new_deal(account=waiting)
    AccountMeasure.objects.create(account=gone, key="win_score", value=5, source="profile", at=NOW)

    found = win_scores_of(Among(keys=(waiting.pk, gone.pk)), profile_id=profile.pk)

    assert found == {waiting.pk: WinScore(None, "not_scored"), gone.pk: WinScore(None, "no_open_deal")}


def test_accounts_a_deal_was_moved_away_from_are_named(as_acme: Any) -> None:
    for old in (7, None):
        FactChange.objects.create(object_kind="deal", object_id=1, field="account_id", old=old, source="x", at=NOW)

    assert accounts_left([1, 2]) == {7}
