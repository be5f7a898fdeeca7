"""Outreach counts each contact once a day and member."""

from __future__ import annotations

from tests.engagement.factories import NOON, TouchContactFactory, TouchFactory
from tests.factories import ContactFactory


def test_the_funnel_counts_contacts_by_day_and_member(as_acme, login):
    client = login("rep", email="sdr@acme.test")
    contact = ContactFactory()
    for outcome in ("attempt", "no_reply", "meeting"):
        touch = TouchFactory(owner=client.user, outcome=outcome, account=contact.account)
        TouchContactFactory(touch=touch, contact=contact)
    TouchFactory(owner=client.user, outcome="attempt", occurred_at=NOON)
    TouchFactory(owner=client.user, direction="inbound")

    file = client.get(f"{client.base}/metrics/funnel/", {"format": "csv"})
    page = client.get(f"{client.base}/metrics/funnel/", {"period": "all"}).content.decode()

    assert b",2,1,1" in b"".join(file.streaming_content)
    assert "50.00%" in page


def test_without_outreach_the_page_says_what_to_do(as_acme, login):
    client = login("rep")

    assert "No outreach in this period" in client.get(f"{client.base}/metrics/funnel/").content.decode()
