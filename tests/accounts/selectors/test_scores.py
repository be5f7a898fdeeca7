from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from accounts.domain.icp_facts import Subject
from accounts.selectors.scores import (
    AccountNotFoundError,
    key_ranges,
    score_change_page,
    score_changes,
    score_get,
    score_rows,
)
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import NOW, new_account, profile_with

pytestmark = pytest.mark.django_db


def test_ranges_hold_as_many_accounts_as_asked_whatever_their_ids(as_acme: Any, globex: Any) -> None:
    ids = [new_account().pk for _ in range(5)]

    assert key_ranges(Subject.ACCOUNT, size=2) == [(ids[0], ids[2]), (ids[2], ids[4]), (ids[4], ids[4] + 1)]
    assert key_ranges(Subject.ACCOUNT, size=100) == [(ids[0], ids[4] + 1)]


def test_an_empty_workspace_has_no_ranges(as_acme: Any) -> None:
    assert key_ranges(Subject.ACCOUNT, size=10) == []


def test_scores_come_best_first_and_one_by_one(as_acme: Any) -> None:
    profile = profile_with()
    low, high = new_account(employees=100), new_account(employees=500)
    assert score_get(profile_id=profile.pk, account_id=low.pk) is None
    fit_refresh(keys=[low.pk, high.pk], now=NOW)

    assert [row.account_id for row in score_rows(profile.pk)] == [high.pk, low.pk]
    found = score_get(profile_id=profile.pk, account_id=low.pk)
    assert found is not None and found.score_milli == 60_000
    assert score_changes(profile_id=profile.pk, account_id=low.pk).count() == 1


def test_history_of_an_unknown_account_is_refused(as_acme: Any) -> None:
    with pytest.raises(AccountNotFoundError):
        score_change_page(profile_id=1, account_public_id=UUID(int=1), before=None, skip=0, limit=5)
