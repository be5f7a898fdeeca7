"""Facts that higher rooms work out and write down here: engagement points, expected value, committee coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import AccountMeasure
from outbox.services import message_append

MOST_ANNOUNCED = 1000


@transaction.atomic
def account_measures_set(*, key: str, values: Mapping[int, int | None], source: str, now: datetime) -> list[int]:
    """This function will write one measure of several accounts and return the ids of those whose value changed.

    ``None`` says: worked out to be unknown. Side effect: ``account.changed`` for the changed ones, in batches.
    """
    known = {row.account_id: row.value for row in AccountMeasure.objects.filter(key=key, account_id__in=list(values))}
    changed = sorted(pk for pk, value in values.items() if pk not in known or known[pk] != value)
    AccountMeasure.objects.bulk_create(
        [AccountMeasure(account_id=pk, key=key, value=values[pk], source=source, at=now) for pk in changed],
        update_conflicts=True,
        unique_fields=["tenant", "account", "key"],
        update_fields=["value", "source", "at"],
    )
    for start in range(0, len(changed), MOST_ANNOUNCED):
        message_append(topic="account.changed", keys=changed[start : start + MOST_ANNOUNCED])
    return changed


def account_measure_set(*, account_id: int, key: str, value: int | None, source: str, now: datetime) -> bool:
    """This function will write one measure of one account and tell whether it changed."""
    return bool(account_measures_set(key=key, values={account_id: value}, source=source, now=now))
