"""Deals given to an account by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Deal, FactChange
from accounts.services.assignment import AccountNameUnclear, NothingChosen, deal_unassign, deals_assign
from outbox.models import Message
from tests.factories import AccountFactory, DealFactory
from users.services import Actor

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.django_db


def assign(name: str, **how: Any) -> Any:
    return deals_assign(account_name=name, **{"public_ids": None, "reference": None, **how}, actor=ACTOR, now=NOON)


def test_all_that_named_the_same_go_together_and_back_one_by_one(as_acme: Any) -> None:
    account = AccountFactory(name="Known Ltd", name_key="known")
    DealFactory.create_batch(2, account=None, account_ref="Unknown")
    DealFactory(account=None, account_ref="Other")
    assert assign("KNOWN", reference="Unknown") == (account, 2)
    assert Deal.objects.filter(account=account, version=2).count() == 2
    assert FactChange.objects.filter(field="account_id").count() == 2
    assert Message.objects.exists()
    deal = Deal.objects.filter(account=account).first()
    deal_unassign(public_id=deal.public_id, actor=ACTOR, now=NOON)
    assert Deal.objects.unassigned().count() == 2


def test_an_unclear_name_and_an_empty_choice_are_refused(as_acme: Any) -> None:
    AccountFactory.create_batch(2, name_key="twin")
    with pytest.raises(AccountNameUnclear):
        assign("Twin", reference="x")
    with pytest.raises(AccountNameUnclear):
        assign("Nobody", reference="x")
    AccountFactory(name_key="one")
    nothing: dict[str, Any]
    for nothing in ({"public_ids": []}, {"reference": "x"}, {}):
        with pytest.raises(NothingChosen):
            assign("One", **nothing)


def test_of_companies_of_one_name_the_domain_or_the_key_says_which(as_acme: Any) -> None:
    first = AccountFactory(name="Twin", name_key="twin", domain="twin.example", external_id="t-1")
    second = AccountFactory(name="Twin", name_key="twin", domain="", external_id="t-2")
    DealFactory.create_batch(2, account=None, account_ref="x")
    one, other = Deal.objects.unassigned().values_list("public_id", flat=True)
    assert assign("Twin.Example", public_ids=[one]) == (first, 1)
    assert assign("t-2", public_ids=[other]) == (second, 1)
