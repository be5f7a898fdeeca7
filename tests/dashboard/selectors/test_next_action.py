"""The one thing worth doing next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from content.selectors.recommendations import account_recommendations
from dashboard.selectors.next_action import next_action
from engagement.selectors.next_steps import NextStep
from personas.models import ContactPersona
from personas.selectors.committee import committee_of_account
from tests.content.factories import AssetFactory, PlacementFactory
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import SeatFactory, TemplateSeatFactory

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = date(2026, 6, 30)


def action(account, *, steps=(), last=NOW, fact=None):
    committee = committee_of_account(account_id=account.pk, now=NOW)
    found = account_recommendations(account=account, shown={}, now=NOW, committee=committee)
    return next_action(
        steps=steps,
        committee=committee,
        recommendations=found,
        best_fact=fact,
        last_touch_at=last,
        now=NOW,
        today=TODAY,
    )


def test_an_agreed_step_that_is_due_comes_first(as_acme):
    account = AccountFactory()
    SeatFactory(account=account, stance="blocker")
    steps = [NextStep("touch", uuid4(), "Send the offer", TODAY, account.public_id, account.name)]

    found = action(account, steps=steps)

    assert found is not None and (found.code, found.name) == ("step_due", "Send the offer")


def test_a_blocker_without_a_plan_comes_before_a_long_silence(as_acme):
    account = AccountFactory()
    seat = SeatFactory(account=account, stance="blocker", concern="price")

    found = action(account, last=NOW - timedelta(days=90))
    assert found is not None and (found.code, found.other) == ("blocker", "price")

    seat.next_action = "meet"
    seat.save()
    found = action(account, last=NOW - timedelta(days=90))
    assert found is not None and (found.code, found.amount) == ("silence", 90)


def test_an_empty_chair_asks_for_the_known_person_or_to_find_one(as_acme):
    line = TemplateSeatFactory()
    account = AccountFactory()
    found = action(account)
    assert found is not None and (found.code, found.name) == ("gap", line.persona.name)

    contact = ContactFactory(account=account, first_name="Ada", last_name="King")
    ContactPersona.objects.create(contact=contact, persona=line.persona, method="rule", at=NOW)
    found = action(account)
    assert found is not None and (found.code, found.name, found.contact) == ("seat", "Ada King", contact.public_id)


def test_a_full_committee_gets_something_to_show_and_then_a_fact_to_find(as_acme):
    line = TemplateSeatFactory(need=2)
    account = AccountFactory()
    for _ in range(2):
        SeatFactory(account=account, persona=line.persona)
    fact = ("Employees", 30_000)
    found = action(account, fact=fact)
    assert found is not None and (found.code, found.name, found.amount) == ("fact", "Employees", 30_000)

    asset = PlacementFactory(asset=AssetFactory(title="ROI")).asset
    found = action(account, fact=fact)
    assert found is not None and (found.code, found.other, found.asset) == ("show", "ROI", asset.public_id)


def test_one_person_alone_is_a_single_thread(as_acme):
    line = TemplateSeatFactory()
    account = AccountFactory()
    SeatFactory(account=account, persona=line.persona)

    found = action(account)

    assert found is not None and found.code == "single_thread"


def test_nothing_to_do_is_nothing(as_acme):
    assert action(AccountFactory()) is None
