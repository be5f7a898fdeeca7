"""Contacts as clients send them and take them away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Contact
from accounts.services.upsert import Options, RecordResult, records_upsert
from common.errors import NotFoundError
from personas.services.committee import coverage_refresh
from personas.services.people import PersonUpsert
from users.services import Actor, audit_append


def contact_records_upsert(
    *, records: Sequence[dict[str, Any]], source: str, now: datetime, actor: Actor, options: Options
) -> list[RecordResult]:
    """This function will store contacts with persona and buying role, and return one result each, in order.

    Merges: an absent field stays, null clears. A given ``persona`` (key or name) is held like one set by hand, null
    lets the rules speak again. A given ``buying_role`` seats the person on the account's committee, null takes the
    seat away. An unknown persona refuses its record alone. Side effects: those of ``PersonUpsert``.
    """
    return records_upsert(
        "contacts", records=records, source=source, now=now, actor=actor, options=options, upsert=PersonUpsert
    )


@transaction.atomic
def contact_delete(*, contact_id: int, actor: Actor, now: datetime) -> None:
    """This function will delete a person with seats and links; what happened with them stays on the timeline.

    :raises NotFoundError: when there is no such contact.
    """
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise NotFoundError("There is no such contact.")
    account_id, public_id = contact.account_id, str(contact.public_id)
    contact.delete()
    if account_id is not None:
        coverage_refresh(account_ids={account_id}, now=now)
    audit_append(actor=actor, action="contact.delete", object_type="contact", object_id=public_id)
