"""Records out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Account, Deal, FactChange, FitScoreChange, Signal, TeamRating
from accounts.services.deletion import AccountInUseError, account_delete, deal_delete, rating_delete, signal_delete
from common.errors import NotFoundError
from outbox.models import Message
from tests.factories import AccountFactory, DealFactory
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.django_db


def test_an_account_with_deals_stays_and_one_without_goes(as_acme: Any) -> None:
    deal = DealFactory(account=AccountFactory())
    with pytest.raises(AccountInUseError):
        account_delete(account_id=deal.account_id, actor=ACTOR)
    deal_delete(deal_id=deal.pk, actor=ACTOR)
    account_delete(account_id=deal.account_id, actor=ACTOR)
    assert (Account.objects.count(), Deal.objects.count()) == (0, 0)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["deal.delete", "account.delete"]
    with pytest.raises(NotFoundError):
        account_delete(account_id=deal.account_id, actor=ACTOR)


def test_a_deleted_signal_lets_its_account_be_looked_at_again(as_acme: Any) -> None:
    account = AccountFactory()
    signal = Signal.objects.create(
        external_id="1", account=account, kind="x", occurred_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    signal_delete(signal_id=signal.pk, actor=ACTOR)
    assert set(Message.objects.values_list("key", flat=True)) == {account.pk}


def test_the_histories_of_what_is_deleted_go_along(as_acme: Any) -> None:
    deal = DealFactory(account=AccountFactory())
    kept = AccountFactory()
    at = datetime(2024, 1, 1, tzinfo=UTC)
    ratings = [
        TeamRating.objects.create(account_id=pk, department="sales", score=1, rated_at=at).pk
        for pk in (deal.account_id, kept.pk)
    ]
    changes = [("account", deal.account_id), ("deal", deal.pk), ("account", kept.pk)]
    for kind, pk in (*changes, *(("rating", pk) for pk in ratings)):
        FactChange.objects.create(object_kind=kind, object_id=pk, field="name", source="test", at=at)
    for pk in (deal.account_id, kept.pk):
        scores = {"score_milli": 1, "potential_milli": 1, "shares": [1]}
        FitScoreChange.objects.create(profile_id=1, account_id=pk, version_id=1, at=at, cause="data", **scores)
    deal_delete(deal_id=deal.pk, actor=ACTOR)
    account_delete(account_id=deal.account_id, actor=ACTOR)
    kinds = FactChange.objects.order_by("object_kind").values_list("object_kind", "object_id")
    assert list(kinds) == [("account", kept.pk), ("rating", ratings[1])]
    rating_delete(rating_id=ratings[1], actor=ACTOR)
    assert not FactChange.objects.filter(object_kind="rating").exists()
    assert list(FitScoreChange.objects.values_list("account_id", flat=True)) == [kept.pk]
    assert Message.objects.filter(consumer="tiers.all_refresh", key=deal.account_id).exists()
