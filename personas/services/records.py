"""Contacts as clients send them: the person through the room below, persona and buying role here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.domain.problems import Problem
from accounts.models import Contact
from accounts.services.upsert import Options, RecordResult, records_upsert
from common.errors import NotFoundError
from personas.models import CommitteeSeat, ContactPersona, Persona
from personas.services.assignment import contact_personas_refresh
from personas.services.committee import coverage_refresh
from users.services import Actor, audit_append

OWN = ("persona", "buying_role")


@transaction.atomic
def contact_records_upsert(
    *, records: Sequence[dict[str, Any]], source: str, now: datetime, actor: Actor, options: Options
) -> list[RecordResult]:
    """This function will store contacts with persona and buying role, and return one result each, in order.

    A given ``persona`` (key or name) is held like one set by hand, null lets the rules speak again. A given
    ``buying_role`` seats the person on the account's committee, null takes the seat away. An unknown persona refuses
    its record alone. Side effects: those of the upsert; coverage is measured again.
    """
    personas = {name: row.pk for row in Persona.objects.all() for name in (row.key, row.name)}
    refused = {
        place: record["persona"]
        for place, record in enumerate(records)
        if record.get("persona") is not None and record["persona"] not in personas
    }
    kept = [place for place in range(len(records)) if place not in refused]
    results = [_refusal(place, str(refused.get(place))) for place in range(len(records))]
    below = [{k: v for k, v in records[place].items() if k not in OWN} for place in kept]
    stored = records_upsert("contacts", records=below, source=source, now=now, actor=actor, options=options)
    for place, result in zip(kept, stored, strict=True):
        result.index = place
        results[place] = result
    own = {
        result.pk: records[place]
        for place, result in zip(kept, stored, strict=True)
        if result.pk is not None and result.status != "error" and any(name in records[place] for name in OWN)
    }
    changed = _own_write(own, personas, now)
    for result in stored:
        if result.pk in changed and result.status == "unchanged":
            result.status = "updated"
    return results


def _refusal(place: int, name: str) -> RecordResult:
    problem = Problem("not_a_choice", column="persona", params={"value": name, "allowed": "the workspace's personas"})
    return RecordResult(place, "error", problems=[problem])


def _own_write(own: Mapping[int, dict[str, Any]], personas: Mapping[str, int], now: datetime) -> set[int]:
    """Write what this room holds of the people; return whose changed. Their version grows, for it is in the ETag."""
    if not own:
        return set()
    contacts = {row.pk: row for row in Contact.objects.filter(pk__in=list(own))}
    changed = _personas_write(own, personas, now) | _roles_write(own, contacts, now)
    Contact.objects.filter(pk__in=changed).update(version=F("version") + 1, updated_at=now)
    coverage_refresh(account_ids={c.account_id for c in contacts.values() if c.account_id is not None}, now=now)
    return changed


def _personas_write(own: Mapping[int, dict[str, Any]], personas: Mapping[str, int], now: datetime) -> set[int]:
    hand = ContactPersona.Method.HAND
    wanted = {pk: record["persona"] for pk, record in own.items() if "persona" in record}
    held = {row.contact_id: row for row in ContactPersona.objects.filter(contact_id__in=list(wanted))}
    freed = [pk for pk, name in wanted.items() if name is None and pk in held and held[pk].method == hand]
    named = {
        pk: personas[name]
        for pk, name in wanted.items()
        if name is not None and (pk not in held or (held[pk].persona_id, held[pk].method) != (personas[name], hand))
    }
    ContactPersona.objects.bulk_create(
        [ContactPersona(contact_id=pk, persona_id=persona, method=hand, at=now) for pk, persona in named.items()],
        update_conflicts=True,
        unique_fields=["tenant", "contact"],
        update_fields=["persona", "method", "confidence_bp", "evidence", "at"],
    )
    ContactPersona.objects.filter(contact_id__in=freed).update(method=ContactPersona.Method.RULE)
    if freed:
        contact_personas_refresh(keys=freed, now=now)
    return {*named, *freed}


def _roles_write(own: Mapping[int, dict[str, Any]], contacts: Mapping[int, Contact], now: datetime) -> set[int]:
    wanted = {pk: record["buying_role"] for pk, record in own.items() if "buying_role" in record}
    seats = {s.contact_id: s for s in CommitteeSeat.objects.filter(contact_id__in=list(wanted), deal=None)}
    placed = {pk: role for pk, role in wanted.items() if contacts[pk].account_id is not None}
    gone = [pk for pk, role in placed.items() if role is None and pk in seats]
    moved = [pk for pk, role in placed.items() if role is not None and pk in seats and seats[pk].buying_role != role]
    new = [pk for pk, role in placed.items() if role is not None and pk not in seats]
    CommitteeSeat.objects.filter(contact_id__in=gone, deal=None).delete()
    for pk in moved:
        seats[pk].buying_role, seats[pk].updated_at = placed[pk], now
    CommitteeSeat.objects.bulk_update([seats[pk] for pk in moved], ["buying_role", "updated_at"])
    CommitteeSeat.objects.bulk_create(
        [
            CommitteeSeat(account_id=account_id, contact_id=pk, buying_role=placed[pk], created_at=now, updated_at=now)
            for pk in new
            if (account_id := contacts[pk].account_id) is not None
        ]
    )
    return {*gone, *moved, *new}


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
