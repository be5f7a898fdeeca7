"""Ratings are read by department."""

from __future__ import annotations

from datetime import timedelta

from accounts.selectors.ratings import opinions_over_time, rating_list
from accounts.services.ratings import rating_set
from tests.accounts.services.test_ratings import ANN, NOON
from tests.factories import AccountFactory


def test_ratings_of_one_account_come_by_department(as_acme):
    account, other = AccountFactory(), AccountFactory()
    for subject, department in ((account, "sales"), (account, "finance"), (other, "sales")):
        rating_set(account=subject, department=department, score=3, actor=ANN, now=NOON)
    assert [rating.department for rating in rating_list(account_id=account.pk)] == ["finance", "sales"]


def test_an_opinion_that_a_newer_one_replaced_is_still_told(as_acme):
    account, day = AccountFactory(), timedelta(days=1)
    for ago, score in ((9, 5), (5, 1), (3, 1)):
        rating_set(account=account, department="sales", score=score, actor=ANN, now=NOON - ago * day)
    rating_set(account=account, department="sales", score=2, actor=ANN, now=NOON - 4 * day, rated_by="bob@acme.test")

    told = [(one.who, one.at, one.score) for one in opinions_over_time(account.pk)]

    ann, bob = "ann@acme.test", "bob@acme.test"
    assert told == [
        (ann, NOON - 3 * day, 1),
        (bob, NOON - 4 * day, 2),
        (ann, NOON - 5 * day, 1),
        (ann, NOON - 9 * day, 5),
    ]
