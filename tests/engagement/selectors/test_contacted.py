"""Who was spoken to, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engagement.selectors.contacted import last_contacts
from tests.engagement.factories import NOON, TouchContactFactory, TouchFactory
from tests.factories import ContactFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def test_only_touches_that_reached_somebody_count_and_the_newest_wins():
    contact = ContactFactory()
    given = [
        {"outcome": "conversation", "occurred_at": NOON - timedelta(days=2)},
        {"outcome": None, "occurred_at": NOON - timedelta(days=1)},
        {"outcome": "attempt", "occurred_at": NOON},
        {"outcome": "no_reply", "occurred_at": NOON},
    ]
    links = [TouchContactFactory(contact=contact, touch=TouchFactory(**one)) for one in given]

    assert last_contacts(touch_ids=[link.touch_id for link in links]) == {contact.pk: NOON - timedelta(days=1)}


def test_an_answer_from_them_counts_whatever_its_outcome():
    link = TouchContactFactory(touch__direction="inbound", touch__outcome="attempt")

    assert last_contacts(touch_ids=[link.touch_id]) == {link.contact_id: NOON}
