"""Ticking off what was agreed to be done next."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from common.errors import NotFoundError
from engagement.selectors.next_steps import PLEDGES, next_step_find
from users.services import Actor, audit_append


@transaction.atomic
def next_step_done(*, kind: str, public_id: UUID, now: datetime, actor: Actor) -> None:
    """This function will tick off the next step of a touch or session; done again it stays as it was.

    Side effects: one audit row the first time.

    :raises NotFoundError: when there is no such touch or session, or it has no next step.
    """
    if next_step_find(kind=kind, public_id=public_id) is None:
        raise NotFoundError("There is no such next step.")
    model, _who = PLEDGES[kind]
    changed = model.objects.filter(public_id=public_id, next_step_done_at=None).update(
        next_step_done_at=now, updated_at=now, version=F("version") + 1
    )
    if changed:
        audit_append(actor=actor, action="next_step.done", object_type=kind, object_id=str(public_id))
