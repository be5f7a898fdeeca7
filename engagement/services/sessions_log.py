"""Logging what came of a session, within a minute of its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from common.errors import AbsError
from content.models import Objection
from engagement.models import SalesSession, SessionObjection, SessionStep
from engagement.services.sessions import planned
from outbox.services import message_append
from personas.services import seats_contacted_mark
from users.services import Actor, audit_append


class NotHeldYetError(AbsError):
    """A session in the future has no outcome."""

    code = "not_held_yet"


@dataclass(frozen=True, slots=True)
class StepShown:
    """How one step went. ``step_id`` None: shown though not planned, under ``title``."""

    step_id: int | None
    is_shown: bool
    reaction: str | None = None
    value_offered: str = ""
    title: str = ""
    asset_id: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectionGiven:
    """What was said against it; one of the library or in own words."""

    text: str = ""
    objection_id: int | None = None
    contact_id: int | None = None
    is_resolved: bool | None = None
    handling: str = ""


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What came of a session."""

    outcome: str
    steps: tuple[StepShown, ...] = ()
    objections: tuple[ObjectionGiven, ...] = ()
    duration_minutes: int | None = None
    note: str = ""
    next_step: str = ""
    next_step_on: date | None = None


@transaction.atomic
def session_log(*, session: SalesSession, result: SessionResult, now: datetime, actor: Actor) -> SalesSession:
    """This function will store the outcome of a session and mark it held.

    Side effects: the seats of those present learn when they were last contacted, one audit row; announces
    ``engagement.changed`` for the account.

    :raises SessionOverError: when it was held or cancelled already.
    :raises NotHeldYetError: when it starts in the future.
    """
    locked = planned(session)
    if locked.starts_at > now:
        raise NotHeldYetError("This session has not begun yet.")
    SalesSession.objects.filter(pk=locked.pk).update(
        status=SalesSession.Status.HELD,
        outcome=result.outcome,
        duration_minutes=result.duration_minutes or locked.duration_minutes,
        note=result.note,
        next_step=result.next_step,
        next_step_on=result.next_step_on,
        updated_at=now,
        version=F("version") + 1,
    )
    _steps_log(locked, result.steps)
    _objections_log(locked, result.objections)
    people = locked.participants.values_list("contact_id", flat=True)
    seats_contacted_mark(contacted=dict.fromkeys(people, locked.starts_at), now=now)
    message_append(topic="engagement.changed", keys=[locked.account_id])
    detail = {"outcome": result.outcome}
    object_id = str(locked.public_id)
    audit_append(actor=actor, action="session.log", object_type="session", object_id=object_id, detail=detail)
    locked.refresh_from_db()
    return locked


def _steps_log(session: SalesSession, steps: Sequence[StepShown]) -> None:
    known = {step.pk: step for step in session.steps.all()}
    for shown in steps:
        step = known.get(shown.step_id or 0)
        if step is not None:
            step.is_shown, step.reaction = shown.is_shown, shown.reaction
            step.value_offered = shown.value_offered or step.value_offered
    SessionStep.objects.bulk_update(known.values(), ["is_shown", "reaction", "value_offered"])
    last = session.steps.aggregate(last=Max("position"))["last"] or 0
    unplanned = [shown for shown in steps if shown.step_id is None and shown.title]
    SessionStep.objects.bulk_create(
        [
            SessionStep(
                session=session,
                position=position,
                title=shown.title,
                asset_id=shown.asset_id,
                is_shown=True,
                reaction=shown.reaction,
                value_offered=shown.value_offered,
            )
            for position, shown in enumerate(unplanned, start=last + 1)
        ]
    )


def _objections_log(session: SalesSession, objections: Sequence[ObjectionGiven]) -> None:
    texts = dict(
        Objection.objects.filter(pk__in=[one.objection_id for one in objections if one.objection_id]).values_list(
            "pk", "text"
        )
    )
    present = set(session.participants.values_list("contact_id", flat=True))
    SessionObjection.objects.bulk_create(
        [
            SessionObjection(
                session=session,
                objection_id=one.objection_id if one.objection_id in texts else None,
                text=one.text or texts[one.objection_id or 0],
                contact_id=one.contact_id if one.contact_id in present else None,
                is_resolved=one.is_resolved,
                handling=one.handling,
            )
            for one in objections
            if one.text or one.objection_id in texts
        ]
    )
