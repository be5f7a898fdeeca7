"""Planning sales sessions: who will be there, what will be shown in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Account, Deal
from common.errors import AbsError, ConflictError
from content.models import Asset
from engagement.models import SalesSession, SessionParticipant, SessionStep
from engagement.services.touches import WrongAccountError, contacts_of
from outbox.services import message_append
from users.services import Actor, audit_append


class SessionOverError(ConflictError):
    """A session that was held or cancelled is a record; it is not planned again."""

    code = "session_over"


class EmptyStepError(AbsError):
    """A step shows an asset or has a title."""

    code = "empty_step"


@dataclass(frozen=True, slots=True)
class StepGiven:
    """One step of a plan: what to show and which value to offer with it."""

    title: str = ""
    asset_id: int | None = None
    value_offered: str = ""


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """A session as it is planned; ``steps`` in the order of showing."""

    title: str
    starts_at: datetime
    duration_minutes: int | None = None
    is_remote: bool = False
    deal_id: int | None = None
    segment_id: int | None = None
    products: tuple[str, ...] = ()
    goal: str = ""
    contact_ids: tuple[int, ...] = ()
    steps: tuple[StepGiven, ...] = field(default=())


@transaction.atomic
def session_plan(*, account: Account, details: SessionDetails, actor: Actor) -> SalesSession:
    """This function will plan a session with an account, led by the person acting.

    Side effects: one audit row.

    :raises WrongAccountError: when a person or deal belongs to another account.
    :raises EmptyStepError: when a step has neither title nor asset.
    """
    session: SalesSession = SalesSession.objects.create(
        account=account, led_by_id=actor.user_id, **_columns(account, details)
    )
    _people_set(session, account, details.contact_ids)
    steps_set(session, details.steps)
    _audit(session, "plan", actor)
    return session


@transaction.atomic
def session_update(*, session: SalesSession, details: SessionDetails, now: datetime, actor: Actor) -> SalesSession:
    """This function will change the plan of a session that was not held yet.

    Side effects: one audit row.

    :raises SessionOverError: when it was held or cancelled.
    :raises WrongAccountError: when a person or deal belongs to another account.
    :raises EmptyStepError: when a step has neither title nor asset.
    """
    locked = planned(session)
    columns = _columns(locked.account, details)
    SalesSession.objects.filter(pk=locked.pk).update(**columns, updated_at=now, version=F("version") + 1)
    _people_set(locked, locked.account, details.contact_ids)
    steps_set(locked, details.steps)
    _audit(locked, "update", actor)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def session_cancel(*, session: SalesSession, now: datetime, actor: Actor) -> None:
    """This function will cancel a session that was not held; the plan stays readable.

    Side effects: one audit row.

    :raises SessionOverError: when it was held or cancelled already.
    """
    locked = planned(session)
    status = SalesSession.Status.CANCELLED
    SalesSession.objects.filter(pk=locked.pk).update(status=status, updated_at=now, version=F("version") + 1)
    _audit(locked, "cancel", actor)


@transaction.atomic
def session_delete(*, session: SalesSession, actor: Actor) -> None:
    """This function will delete a session with all that was noted in it.

    Side effects: one audit row; announces ``engagement.changed`` for the account.
    """
    _audit(session, "delete", actor)
    message_append(topic="engagement.changed", keys=[session.account_id])
    session.delete()


def planned(session: SalesSession) -> SalesSession:
    """This function will lock a session that is still planned.

    :raises SessionOverError: when it was held or cancelled.
    """
    locked: SalesSession = SalesSession.objects.select_for_update().get(pk=session.pk)
    if locked.status != SalesSession.Status.PLANNED:
        raise SessionOverError("This session is over.")
    return locked


def steps_set(session: SalesSession, steps: Sequence[StepGiven]) -> None:
    """This function will replace a session's steps by these, in their order.

    :raises EmptyStepError: when a step has neither title nor asset.
    """
    titles = dict(
        Asset.objects.filter(pk__in=[step.asset_id for step in steps if step.asset_id]).values_list("pk", "title")
    )
    if any(not step.title and step.asset_id not in titles for step in steps):
        raise EmptyStepError("Each step shows something: choose content or write a title.")
    SessionStep.objects.filter(session=session).delete()
    SessionStep.objects.bulk_create(
        [
            SessionStep(
                session=session,
                position=position,
                asset_id=step.asset_id,
                title=step.title or titles[step.asset_id or 0],
                value_offered=step.value_offered,
            )
            for position, step in enumerate(steps, start=1)
        ]
    )


def _columns(account: Account, details: SessionDetails) -> dict[str, Any]:
    if details.deal_id and not Deal.objects.filter(pk=details.deal_id, account_id=account.pk).exists():
        raise WrongAccountError("Choose a deal of this account.", fields={"deal": "Choose a deal of this account."})
    return {
        "title": details.title,
        "starts_at": details.starts_at,
        "duration_minutes": details.duration_minutes,
        "is_remote": details.is_remote,
        "deal_id": details.deal_id,
        "segment_id": details.segment_id,
        "products": list(details.products),
        "goal": details.goal,
    }


def _people_set(session: SalesSession, account: Account, contact_ids: Sequence[int]) -> None:
    people = contacts_of(account, contact_ids)
    SessionParticipant.objects.filter(session=session).exclude(contact__in=people).delete()
    SessionParticipant.objects.bulk_create(
        [SessionParticipant(session=session, contact=person) for person in people], ignore_conflicts=True
    )


def _audit(session: SalesSession, verb: str, actor: Actor) -> None:
    detail = {"title": session.title}
    object_id = str(session.public_id)
    audit_append(actor=actor, action=f"session.{verb}", object_type="session", object_id=object_id, detail=detail)
