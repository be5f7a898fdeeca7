"""Next steps are ticked off once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from common.errors import NotFoundError
from engagement.services import next_step_done
from tests.engagement.factories import NOON, SessionFactory, TouchFactory
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.mark.parametrize(("kind", "made"), [("touch", TouchFactory), ("session", SessionFactory)])
def test_a_next_step_is_done_once(kind, made):
    row = made(next_step="Call back")

    for _ in range(2):
        next_step_done(kind=kind, public_id=row.public_id, now=NOON, actor=ACTOR)

    row.refresh_from_db()
    assert (row.next_step_done_at, AuditEntry.objects.count()) == (NOON, 1)


def test_what_does_not_exist_cannot_be_done():
    for kind, public_id in (("touch", uuid4()), ("deal", uuid4()), ("touch", TouchFactory().public_id)):
        with pytest.raises(NotFoundError):
            next_step_done(kind=kind, public_id=public_id, now=NOON, actor=ACTOR)
