from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account
from accounts.selectors.score_explain import NotScoredError, score_explain, score_of
from accounts.selectors.score_objects import AccountNotFoundError, object_find
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import CRITERIA, NOW, VISITS, new_account, profile_with

pytestmark = pytest.mark.django_db


def test_the_points_add_up_to_the_score_and_to_the_potential(as_acme: Any) -> None:
    profile_with([*CRITERIA, {**VISITS, "weight": 7}])
    account = new_account(industry="retail", employees=333)
    fit_refresh(keys=[account.pk], now=NOW)

    found = score_explain(account.pk, NOW)

    assert found is not None
    assert sum(part.points_milli for part in found.contributions) == found.score_milli
    assert sum(part.potential_points_milli for part in found.contributions) == found.potential_milli
    assert [part.criterion.key for part in found.weighted] == ["industry", "size", "visits"]
    assert [part.criterion.key for part in found.knock_outs] == ["gambling"]
    assert (found.excluded_by, found.excluded_reason, found.pending) == (None, "", False)


def test_an_explanation_tells_what_scored_not_what_changed_since(as_acme: Any) -> None:
    profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)
    Account.objects.filter(pk=account.pk).update(employees=100)

    found = score_explain(account.pk, NOW)

    assert found is not None
    assert (found.score_milli, found.pending) == (100_000, True)
    assert sum(part.points_milli for part in found.contributions) == 100_000


def test_an_excluded_account_names_the_knock_out(as_acme: Any) -> None:
    profile_with()
    account = new_account(industry="gambling")
    fit_refresh(keys=[account.pk], now=NOW)

    found = score_explain(account.pk, NOW)

    assert found is not None and found.excluded_by is not None
    assert (found.excluded_by.key, found.excluded_reason) == ("gambling", "We do not sell to gambling")
    assert [part.holds for part in found.knock_outs] == [True]


def test_without_a_score_there_is_nothing_to_explain(as_acme: Any) -> None:
    account = new_account()
    assert score_explain(account.pk, NOW) is None

    profile = profile_with()

    assert score_explain(account.pk, NOW) is None
    with pytest.raises(NotScoredError):
        score_of(object_find(Subject.ACCOUNT, account.public_id), profile, now=NOW)
    with pytest.raises(AccountNotFoundError):
        object_find(Subject.ACCOUNT, UUID(int=5))


def test_an_explanation_takes_seven_queries(as_acme: Any, django_assert_num_queries: Any) -> None:
    profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)

    with django_assert_num_queries(7):  # profile, score, account, version, criteria, facts, changes
        score_explain(account.pk, NOW)
