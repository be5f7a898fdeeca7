"""When people were last spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, Q

from accounts.models import Contact
from engagement.models import EngagementScore, Touch, TouchContact

# an attempt or a message without reply reaches nobody; of a touch without outcome nobody said that it did not
SPOKEN = Q(touch__direction=Touch.Direction.INBOUND) | ~Q(
    touch__outcome__in=[Touch.Outcome.ATTEMPT, Touch.Outcome.NO_REPLY]
)


def last_contacts(*, touch_ids: Sequence[int]) -> dict[int, datetime]:
    """This function will find, for the people of these touches, the newest of them that reached them, by contact id."""
    found = TouchContact.objects.filter(SPOKEN | Q(touch__outcome=None), touch_id__in=touch_ids)
    return dict(found.order_by().values_list("contact_id").annotate(at=Max("touch__occurred_at")))


def accounts_touched(*, touch_ids: Sequence[int]) -> list[int]:
    """This function will return the ids of the accounts of these touches, each once."""
    touches = Touch.objects.filter(pk__in=touch_ids, account__isnull=False).order_by("account_id")
    return list(touches.values_list("account_id", flat=True).distinct())


def accounts_engaged(*, contact_ids: Sequence[int]) -> list[int]:
    """This function will return the ids of the accounts of these people that ever had an event, each once."""
    employers = Contact.objects.filter(pk__in=contact_ids, account__isnull=False).values_list("account_id", flat=True)
    scored = EngagementScore.objects.filter(account_id__in=set(employers)).order_by("account_id")
    return list(scored.values_list("account_id", flat=True))
