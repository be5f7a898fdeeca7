"""One rating a person and department, and the fit looks again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import TeamRating
from accounts.services.ratings import RatingInvalidError, rating_set
from outbox.models import Message
from tests.factories import AccountFactory
from users.models import AuditEntry
from users.services import Actor

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN = Actor("user", "x", "Ann@acme.test")


def test_a_newer_rating_takes_the_place_of_the_older(as_acme):
    account = AccountFactory()
    rating_set(account=account, department="sales", score=2, actor=ANN, now=NOON)
    rating_set(account=account, department="sales", score=5, note=" easy ", actor=ANN, now=NOON + timedelta(days=1))
    rating_set(account=account, department="finance", score=0, actor=ANN, now=NOON)
    found = TeamRating.objects.order_by("department").values_list("department", "score", "note", "rated_by_email")
    assert list(found) == [("finance", 0, "", "ann@acme.test"), ("sales", 5, "easy", "ann@acme.test")]
    assert AuditEntry.objects.filter(action="rating.set").count() == 3


def test_two_people_of_a_department_each_have_a_say(as_acme):
    account = AccountFactory()
    rating_set(account=account, department="sales", score=2, actor=ANN, now=NOON)
    rating_set(account=account, department="sales", score=4, actor=ANN, now=NOON, rated_by="bob@acme.test")
    assert TeamRating.objects.count() == 2


def test_the_fit_is_asked_to_look_again(as_acme):
    account = AccountFactory()
    rating_set(account=account, department="sales", score=2, actor=ANN, now=NOON)
    assert Message.objects.filter(consumer="accounts.account_refresh", key=account.pk).count() == 1


@pytest.mark.parametrize(
    ("department", "score", "field"), [("kitchen", 3, "department"), ("sales", 6, "score"), ("sales", -1, "score")]
)
def test_what_is_no_rating_is_refused(as_acme, department: str, score: int, field: str):
    with pytest.raises(RatingInvalidError) as refused:
        rating_set(account=AccountFactory(), department=department, score=score, actor=ANN, now=NOON)
    assert list(refused.value.fields) == [field]
    assert TeamRating.objects.count() == 0
