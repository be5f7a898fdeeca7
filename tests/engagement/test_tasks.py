"""Changed touches reach the committee's seats."""

from __future__ import annotations

import pytest

from engagement.services import TouchGiven, touch_log
from outbox.services import outbox_drain
from personas.models import CommitteeSeat
from tests.engagement.factories import NOON
from tests.factories import ContactFactory
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_conversation_is_noted_on_the_seat():
    contact = ContactFactory()
    CommitteeSeat.objects.create(account=contact.account, contact=contact, buying_role="champion")

    touch_log(
        account=contact.account,
        given=TouchGiven("call", NOON, outcome="conversation", contact_ids=(contact.pk,)),
        actor=Actor.of_command("test"),
    )
    outbox_drain()

    assert CommitteeSeat.objects.get().last_contacted_at == NOON
