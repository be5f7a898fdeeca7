"""Contacts with their personas and seats."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Contact, DealContact
from common.errors import NotFoundError
from personas.domain.resolution import persona_resolve
from personas.domain.titles import TitleReading, title_read
from personas.models import CommitteeSeat, ContactPersona, Persona
from personas.selectors.personas import persona_rules

TYPED = "manual-"  # how the key of a person begins who was typed here and no source has named yet


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the list is narrowed to; empty means no narrowing. ``persona`` is a key, or ``none``."""

    q: str = ""
    persona: str = ""
    role: str = ""
    status: str = ""
    department: str = ""
    mine_user_id: int | None = None


def contact_rows() -> QuerySet[Contact]:
    """This function will return contacts with account, persona and account seat at hand: three queries for any page."""
    rows: QuerySet[Contact] = Contact.objects.select_related("account").prefetch_related(
        Prefetch("contact_personas", ContactPersona.objects.select_related("persona"), to_attr="known_personas"),
        Prefetch("committee_seats", CommitteeSeat.objects.filter(deal=None), to_attr="account_seats"),
    )
    return rows


def _begins(column: str, text: str) -> Q:
    # a range in byte order says "begins with" by comparisons that row-level security lets an index answer
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})


def contact_list(*, wanted: ContactFilter) -> QuerySet[Contact]:
    """This function will return the contacts of the list, by name."""
    rows = contact_rows()
    if wanted.q.strip():
        text = wanted.q.strip()
        rows = rows.filter(_begins("name_key", " ".join(text.casefold().split())) | _begins("email_key", text.lower()))
    if wanted.persona == "none":
        rows = rows.exclude(pk__in=ContactPersona.objects.values("contact_id"))
    elif wanted.persona:
        rows = rows.filter(pk__in=ContactPersona.objects.filter(persona__key=wanted.persona).values("contact_id"))
    if wanted.role:
        rows = rows.filter(pk__in=CommitteeSeat.objects.filter(buying_role=wanted.role).values("contact_id"))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.department:
        rows = rows.filter(department=wanted.department)
    if wanted.mine_user_id is not None:
        rows = rows.filter(account__owner_id=wanted.mine_user_id)
    return rows.order_by("name_key", "id")


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact as its page shows it."""

    contact: Contact
    reading: TitleReading
    held: ContactPersona | None
    rule_persona: Persona | None
    rule_confidence_bp: int | None
    seats: list[CommitteeSeat]
    deals: list[DealContact]

    @property
    def is_typed(self) -> bool:
        """Whether the person was typed here: the source is then only the account's, for a later import to meet."""
        return self.contact.external_id.startswith(TYPED)

    @property
    def is_seated(self) -> bool:
        """Whether the person sits on the committee of the account."""
        return any(seat.deal_id is None and seat.account_id == self.contact.account_id for seat in self.seats)


def contact_get(*, public_id: UUID) -> Contact:
    """This function will return a contact with its account.

    :raises NotFoundError: when there is none.
    """
    contact: Contact | None = Contact.objects.select_related("account").filter(public_id=public_id).first()
    if contact is None:
        raise NotFoundError("There is no such contact.")
    return contact


def contact_view(*, public_id: UUID) -> ContactView:
    """This function will return a contact with what its title says, its persona, seats and deals. Six queries.

    :raises NotFoundError: when there is none.
    """
    contact = contact_get(public_id=public_id)
    reading = title_read(contact.title)
    match = persona_resolve(
        reading=reading, rules=persona_rules(), department=contact.department, seniority=contact.seniority
    )
    personas = {persona.pk: persona for persona in Persona.objects.all()}
    return ContactView(
        contact=contact,
        reading=reading,
        held=ContactPersona.objects.filter(contact_id=contact.pk).select_related("persona").first(),
        rule_persona=personas.get(match.persona_id) if match else None,
        rule_confidence_bp=match.confidence_bp if match else None,
        seats=list(
            CommitteeSeat.objects.filter(contact_id=contact.pk).select_related("account", "deal").order_by("id")
        ),
        deals=list(DealContact.objects.filter(contact_id=contact.pk).select_related("deal").order_by("-deal_id")),
    )
