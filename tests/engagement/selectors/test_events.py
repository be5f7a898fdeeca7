"""Events are read with the people who took part, what they are, and whose side they are on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engagement.domain.points import Event, Person
from engagement.models import SalesSession
from engagement.selectors.events import Among, events_read, own_domains, seniority_of
from tests.engagement.factories import NOON, SessionFactory, TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory, member

DAY = timedelta(days=1)


def read(*accounts: object, ours: frozenset[str] = frozenset()) -> dict[int, list[Event]]:
    keys = tuple(account.pk for account in accounts)  # type: ignore[attr-defined]
    return events_read(Among(keys=keys), since=NOON - 30 * DAY, now=NOON, ours=ours)


def test_touches_sessions_held_and_signals_are_events(as_acme):
    account = AccountFactory()
    ann = ContactFactory(account=account, seniority="VP", title="", email="ann@initech.test", email_key="")
    touch = TouchFactory(account=account, kind="email", outcome=None, direction="inbound")
    TouchContactFactory(touch=touch, contact=ann)
    held = SessionFactory(account=account, status=SalesSession.Status.HELD, outcome="advanced", duration_minutes=45)
    held.participants.create(contact=ann)
    SessionFactory(account=account)
    signal = account.signals.create(external_id="s", kind="hiring", occurred_at=NOON, payload={"bot": True})

    vice = Person(ann.pk, "vp")
    assert read(account) == {
        account.pk: [
            Event(("touch", touch.pk), "email", NOON, direction="inbound", people=(vice,)),
            Event(("session", held.pk), "", NOON, outcome="advanced", minutes=45, people=(vice,)),
            Event(("signal", signal.pk), "hiring", NOON, is_bot=True),
        ]
    }


def test_what_lies_outside_the_time_or_with_other_accounts_is_left_out(as_acme):
    account = AccountFactory()
    for days in (-1, 31):
        TouchFactory(account=account, occurred_at=NOON - days * DAY)
    TouchFactory()

    assert read(account) == {}


def test_people_of_our_own_domains_and_those_who_left_are_marked(as_acme):
    account = AccountFactory()
    ours = ContactFactory(account=account, email="x@vendor.test")
    gone = ContactFactory(account=account, status="left")
    for person in (ours, gone):
        TouchContactFactory(touch=TouchFactory(account=account), contact=person)

    found = {event.people[0] for event in read(account, ours=frozenset({"vendor.test"}))[account.pk]}

    assert {(one.id, one.is_ours, one.has_left) for one in found} == {(ours.pk, True, False), (gone.pk, False, True)}


def test_domains_of_members_are_ours_but_not_those_anybody_can_have(as_acme):
    member(as_acme, "rep", "rep@Vendor.test")
    member(as_acme, "rep", "rep@gmail.com")

    assert own_domains() == {"vendor.test"}


@pytest.mark.parametrize(
    ("stated", "title", "expected"),
    [
        ("VP", "Accountant", "vp"),
        (None, "Chief Executive Officer", "c_level"),
        ("wizard", "Chief Executive Officer", "c_level"),
        (None, "", "unknown"),
    ],
)
def test_the_stated_level_wins_over_the_title(stated, title, expected):
    assert seniority_of(stated, title) == expected
