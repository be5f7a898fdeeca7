"""Ratings are read by department."""

from __future__ import annotations

from accounts.selectors.ratings import rating_list
from accounts.services.ratings import rating_set
from tests.accounts.services.test_ratings import ANN, NOON
from tests.factories import AccountFactory


def test_ratings_of_one_account_come_by_department(as_acme):
    account, other = AccountFactory(), AccountFactory()
    for subject, department in ((account, "sales"), (account, "finance"), (other, "sales")):
        rating_set(account=subject, department=department, score=3, actor=ANN, now=NOON)
    assert [rating.department for rating in rating_list(account_id=account.pk)] == ["finance", "sales"]
