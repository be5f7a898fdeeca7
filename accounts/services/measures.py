"""Facts that higher rooms work out and write down here: engagement points, expected value, committee coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import AccountMeasure
from outbox.services import message_append

MOST_ANNOUNCED = 1000


@transaction.atomic
def account_measures_set(
    *, key: str, values: Mapping[int, int | None], source: str, now: datetime, bases: Mapping[int, str] | None = None
) -> list[int]:
    """This function will write one measure of several accounts and return the ids of those that changed.

    ``None`` says: worked out to be unknown. ``bases``: a word for each on what it was worked out from, or why it is
    unknown. Side effect: ``account.changed`` for those whose value or basis changed, in batches.
    """
    bases = bases or {}
    stored = AccountMeasure.objects.filter(key=key, account_id__in=list(values))
    known = {pk: (value, basis) for pk, value, basis in stored.values_list("account_id", "value", "basis")}
    changed = sorted(pk for pk, value in values.items() if known.get(pk) != (value, bases.get(pk, "")))
    AccountMeasure.objects.bulk_create(
        [
            AccountMeasure(account_id=pk, key=key, value=values[pk], basis=bases.get(pk, ""), source=source, at=now)
            for pk in changed
        ],
        update_conflicts=True,
        unique_fields=["tenant", "account", "key"],
        update_fields=["value", "basis", "source", "at"],
    )
    for start in range(0, len(changed), MOST_ANNOUNCED):
        message_append(topic="account.changed", keys=changed[start : start + MOST_ANNOUNCED])
    return changed
