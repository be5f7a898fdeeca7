"""Which persona each contact is: by rule, set-based; by hand, for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contact
from common.errors import NotFoundError
from personas.domain.resolution import PersonaMatch, PersonaRule, persona_resolve
from personas.domain.titles import title_read
from personas.models import CommitteeSeat, ContactPersona, Persona
from personas.selectors.personas import persona_rules
from personas.services.committee import coverage_refresh
from users.services import Actor, audit_append

EVIDENCE_LENGTH = 200


def _match(contact: Contact, rules: Sequence[PersonaRule]) -> PersonaMatch | None:
    reading = title_read(contact.title)
    return persona_resolve(reading=reading, rules=rules, department=contact.department, seniority=contact.seniority)


def _by_rule(contact_id: int, match: PersonaMatch, now: datetime) -> ContactPersona:
    return ContactPersona(
        contact_id=contact_id,
        persona_id=match.persona_id,
        method=ContactPersona.Method.RULE,
        confidence_bp=match.confidence_bp,
        evidence=", ".join(match.words)[:EVIDENCE_LENGTH],
        at=now,
    )


def _auto_seats(contacts: Iterable[Contact], matches: dict[int, PersonaMatch], now: datetime) -> None:
    """Seat newly recognised people in their persona's usual role; whoever was taken off later stays off."""
    roles = dict(Persona.objects.values_list("pk", "default_role"))
    CommitteeSeat.objects.bulk_create(
        [
            CommitteeSeat(
                account_id=contact.account_id,
                contact_id=contact.pk,
                buying_role=roles[matches[contact.pk].persona_id],
                created_at=now,
                updated_at=now,
            )
            for contact in contacts
            if contact.account_id is not None
        ],
        ignore_conflicts=True,  # somebody seated them already
    )


@transaction.atomic
def contact_personas_refresh(*, keys: Sequence[int], now: datetime) -> int:
    """This function will read these contacts' titles again and write the personas that changed; return how many.

    What a person set by hand, also meanwhile, is left alone. A contact recognised for the first time takes a seat at
    its account. Coverage of the accounts concerned is measured again. Locks the rows held, in order.
    """
    rules = persona_rules()
    contacts = {c.pk: c for c in Contact.objects.filter(pk__in=keys)}
    rows = ContactPersona.objects.select_for_update().filter(contact_id__in=list(contacts)).order_by("pk")
    held = {row.contact_id: row for row in rows}
    matches = {pk: match for pk, contact in contacts.items() if (match := _match(contact, rules)) is not None}
    by_rule = {pk for pk in contacts if pk not in held or held[pk].method == ContactPersona.Method.RULE}
    gone = [pk for pk in by_rule if pk in held and pk not in matches]
    changed = [
        pk
        for pk in sorted(by_rule & set(matches))
        if pk not in held
        or (held[pk].persona_id, held[pk].confidence_bp) != (matches[pk].persona_id, matches[pk].confidence_bp)
    ]
    ContactPersona.objects.filter(contact_id__in=gone).delete()
    new = [pk for pk in changed if pk not in held]
    ContactPersona.objects.bulk_create(
        [_by_rule(pk, matches[pk], now) for pk in changed if pk in held],
        update_conflicts=True,
        unique_fields=["tenant", "contact"],
        update_fields=["persona", "confidence_bp", "evidence", "at"],
    )
    # what is there by now was set by hand, or by a rule that has read the contact as well
    ContactPersona.objects.bulk_create([_by_rule(pk, matches[pk], now) for pk in new], ignore_conflicts=True)
    _auto_seats([contacts[pk] for pk in new], matches, now)
    coverage_refresh(account_ids={c.account_id for c in contacts.values() if c.account_id is not None}, now=now)
    return len(changed) + len(gone)


@transaction.atomic
def contact_persona_set(*, contact_id: int, persona_id: int, actor: Actor, now: datetime) -> ContactPersona:
    """This function will say by hand which persona a contact is; no rule overwrites it afterwards.

    :raises NotFoundError: when the contact or the persona does not exist.
    """
    contact = Contact.objects.filter(pk=contact_id).first()
    persona = Persona.objects.filter(pk=persona_id).first()
    if contact is None or persona is None:
        raise NotFoundError(_("There is no such contact or persona."))
    row: ContactPersona
    row, _made = ContactPersona.objects.update_or_create(
        contact_id=contact_id,
        defaults={
            "persona_id": persona_id,
            "method": ContactPersona.Method.HAND,
            "confidence_bp": None,
            "evidence": "",
            "at": now,
        },
    )
    if contact.account_id is not None:
        coverage_refresh(account_ids={contact.account_id}, now=now)
    audit_append(
        actor=actor,
        action="contact_persona.set",
        object_type="contact",
        object_id=str(contact.public_id),
        detail={"persona": persona.key},
    )
    return row


@transaction.atomic
def contact_persona_clear(*, contact_id: int, actor: Actor, now: datetime) -> None:
    """This function will forget what a person said by hand and let the rules speak again.

    :raises NotFoundError: when there is no such contact.
    """
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise NotFoundError(_("There is no such contact."))
    ContactPersona.objects.filter(contact_id=contact_id, method=ContactPersona.Method.HAND).update(
        method=ContactPersona.Method.RULE
    )
    contact_personas_refresh(keys=[contact_id], now=now)
    audit_append(actor=actor, action="contact_persona.clear", object_type="contact", object_id=str(contact.public_id))
