"""What is due: next steps agreed in touches and sessions, and the sessions of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Account
from engagement.models import SalesSession, Touch

# where next steps are agreed, and the column of the member they fall to
PLEDGES: dict[str, tuple[type[Touch] | type[SalesSession], str]] = {
    "touch": (Touch, "owner_id"),
    "session": (SalesSession, "led_by_id"),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something agreed to be done by somebody on a day."""

    kind: str  # touch | session
    public_id: UUID
    text: str
    due_on: date
    account_public_id: UUID | None
    account_name: str


def _due(model: type[Touch] | type[SalesSession], kind: str, who: str, user_id: int, until: date) -> list[NextStep]:
    rows: QuerySet[Any] = (
        model.objects.filter(**{who: user_id}, next_step_on__lte=until, next_step_done_at=None)
        .exclude(next_step="")
        .select_related("account")
        .order_by("next_step_on", "pk")
    )
    return [
        NextStep(
            kind,
            row.public_id,
            row.next_step,
            row.next_step_on,
            row.account.public_id if row.account else None,
            row.account.name if row.account else "",
        )
        for row in rows[:200]
    ]


def next_step_find(*, kind: str, public_id: UUID) -> tuple[Account | None, int | None] | None:
    """This function will return the account a next step is about and the member it falls to; None without a step."""
    if kind not in PLEDGES:
        return None
    model, who = PLEDGES[kind]
    rows: QuerySet[Any] = model.objects.select_related("account").filter(public_id=public_id).exclude(next_step="")
    row = rows.first()
    return None if row is None else (row.account, getattr(row, who))


def next_steps_due(*, user_id: int, until: date) -> list[NextStep]:
    """This function will list a member's open next steps due until a day, the most overdue first; two queries."""
    found = [step for kind, (model, who) in PLEDGES.items() for step in _due(model, kind, who, user_id, until)]
    return sorted(found, key=lambda step: (step.due_on, step.account_name))


def sessions_between(*, start: datetime, end: datetime, user_id: int | None = None) -> QuerySet[SalesSession]:
    """This function will list planned sessions starting within ``[start, end)``, earliest first; maybe one member's."""
    found: QuerySet[SalesSession] = SalesSession.objects.select_related("account").filter(
        starts_at__gte=start, starts_at__lt=end, status=SalesSession.Status.PLANNED
    )
    if user_id is not None:
        found = found.filter(led_by_id=user_id)
    return found.order_by("starts_at", "pk")


def next_steps_of_account(*, account: Account) -> list[NextStep]:
    """This function will list an account's open next steps, earliest first."""
    found: list[NextStep] = []
    pairs: tuple[tuple[type[Touch] | type[SalesSession], str], ...] = ((Touch, "touch"), (SalesSession, "session"))
    for model, kind in pairs:
        rows: QuerySet[Any] = model.objects.filter(account_id=account.pk, next_step_done_at=None).exclude(next_step="")
        found += [
            NextStep(kind, row.public_id, row.next_step, row.next_step_on, account.public_id, account.name)
            for row in rows.exclude(next_step_on=None)
        ]
    return sorted(found, key=lambda step: step.due_on)
