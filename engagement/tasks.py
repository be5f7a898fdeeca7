"""Background work of the engagement room."""

from __future__ import annotations

from datetime import datetime

from engagement.selectors.contacted import last_contacts
from outbox.registry import consumer_task
from personas.services import seats_contacted_mark


@consumer_task("engagement.contacts_mark")
def contacts_mark(*, keys: list[int], now: datetime) -> None:
    """This function will tell committee seats when the people of changed touches were last spoken to."""
    contacted = last_contacts(touch_ids=keys)
    if contacted:
        seats_contacted_mark(contacted=contacted, now=now)
