"""What our departments think of an account, 0 to 5."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.domain.icp_facts import RATING
from accounts.models import Account, FactChange, TeamRating
from common.errors import AbsError
from outbox.services import message_append
from users.services import Actor, audit_append


class RatingInvalidError(AbsError):
    """A department or a score that does not exist; ``fields`` says which."""

    code = "rating_invalid"


@transaction.atomic
def rating_set(
    *, account: Account, department: str, score: int, actor: Actor, now: datetime, note: str = "", rated_by: str = ""
) -> TeamRating:
    """This function will store a person's rating for a department, in the place of an earlier one by the same person.

    ``rated_by`` is an address; by default the actor's. Locks the account.
    Side effects: a FactChange for what the earlier rating said otherwise, ``account.changed``, one audit row.

    :raises RatingInvalidError: for an unknown department or a score outside 0–5.
    """
    faults = {}
    if department not in TeamRating.Department.values:
        faults["department"] = _("Choose one of the departments.")
    if not 0 <= score <= 5:
        faults["score"] = _("Give a whole number from 0 to 5.")
    if faults:
        raise RatingInvalidError(" ".join(faults.values()), fields=faults)
    address = (rated_by or actor.label).lower()
    values = {"score": score, "note": note.strip(), "rated_at": now, "rated_by_id": actor.user_id, "updated_at": now}
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)  # a record from outside may tell the same opinion
    opinion: dict[str, Any] = {"account": account, "department": department, "rated_by_email": address}
    before: TeamRating | None = TeamRating.objects.filter(**opinion).first()
    rating: TeamRating
    rating, _created = TeamRating.objects.update_or_create(
        **opinion, defaults={**values, "version": F("version") + 1}, create_defaults=values
    )
    if before is not None:
        _replaced_keep(rating, before, source=actor.short_label, now=now)
    message_append(topic="account.changed", keys=[account.pk])
    detail = {"department": department, "score": score}
    audit_append(
        actor=actor, action="rating.set", object_type="account", object_id=str(account.public_id), detail=detail
    )
    return rating


def _replaced_keep(rating: TeamRating, before: TeamRating, *, source: str, now: datetime) -> None:
    """Keep what a rating said before, so that the past knows it."""
    days = (before.rated_at.isoformat(), rating.rated_at.isoformat())
    said = {"score": (before.score, rating.score), "rated_at": days}
    FactChange.objects.bulk_create(
        FactChange(object_kind=RATING, object_id=rating.pk, field=field, old=old, new=new, source=source, at=now)
        for field, (old, new) in said.items()
        if old != new
    )
