"""Who sits on a committee, against whom the template wants there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Contact, SegmentAccount
from personas.domain.committee import Chair, Committee, Member, Removal, TemplateRow, committee_read
from personas.models import BuyingRole, CommitteeSeat, CommitteeTemplate, CommitteeTemplateSeat, ContactPersona, Persona

INFLUENCE = {"high": 3, "medium": 2, "low": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """A seated contact with the seat and the persona, ready to be shown; ``member`` is what the rules see of it."""

    seat: CommitteeSeat
    contact: Contact
    persona_id: int | None
    persona_name: str
    member: Member


@dataclass(frozen=True, slots=True)
class Wanted:
    """The template that applies to an account. Without one, ``rows`` is empty."""

    rows: tuple[TemplateRow, ...] = ()
    contact_days: int | None = None
    template_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChairView:
    """One line of the committee map: what is wanted, who sits there, who is cold, how many are missing."""

    persona: Persona
    role: str
    role_label: str
    need: int
    weight: int
    people: list[Person]
    cold: list[Person]
    missing: int
    suggestions: list[Contact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """The committee of one account as pages and clients show it."""

    committee: Committee
    chairs: list[ChairView]
    others: list[Person]
    people: list[Person]
    blockers: list[Person]
    weakest: tuple[Person, Removal] | None
    unseated: list[Contact]
    contact_days: int | None

    @property
    def gaps(self) -> list[ChairView]:
        """This function will return the chairs that want somebody, the heaviest first."""
        return [chair for chair in self.chairs if chair.missing]


def seated_people(where: Q, *, is_named: bool = True) -> list[Person]:
    """This function will return seats as people, in order of seating; without ``is_named`` their personas stay nameless
    and a query is saved.
    """
    seats = (
        CommitteeSeat.objects.filter(where)
        .select_related("contact", "persona")
        .annotate(
            known_persona=Subquery(
                ContactPersona.objects.filter(contact_id=OuterRef("contact_id")).values("persona_id")[:1]
            )
        )
        .order_by("id")
    )
    names = dict(Persona.objects.values_list("pk", "name")) if is_named else {}
    people = []
    for seat in seats:
        persona_id = seat.persona_id or seat.known_persona
        contacted = seat.last_contacted_at
        member = Member(
            contact_id=seat.contact_id,
            persona_id=persona_id,
            role=seat.buying_role,
            is_active=seat.contact.status == Contact.Status.ACTIVE,
            last_contacted_on=None if contacted is None else timezone.localtime(contacted).date(),
            stance=seat.stance,
            influence=INFLUENCE.get(seat.influence or "", 0),
        )
        people.append(Person(seat, seat.contact, persona_id, names.get(persona_id, ""), member))
    return people


def committee_members(*, account_ids: Collection[int]) -> dict[int, list[Person]]:
    """This function will return the seated people of several accounts' own committees, by account. Two queries."""
    found: dict[int, list[Person]] = defaultdict(list)
    for person in seated_people(Q(account_id__in=list(account_ids), deal_id=None)):
        found[person.seat.account_id].append(person)
    return found


def committee_templates(*, account_ids: Collection[int]) -> dict[int, Wanted]:
    """This function will return each account's template: its segment's own, else the default. Three queries."""
    rows: dict[int, list[TemplateRow]] = defaultdict(list)
    for line in CommitteeTemplateSeat.objects.order_by("position", "id"):
        rows[line.template_id].append(TemplateRow(line.pk, line.persona_id, line.buying_role, line.need, line.weight))
    templates = {t.pk: t for t in CommitteeTemplate.objects.order_by("id")}
    default = next((t.pk for t in templates.values() if t.is_default), None)
    of_segment = {t.segment_id: t.pk for t in reversed(templates.values()) if t.segment_id is not None}
    chosen: dict[int, int | None] = dict.fromkeys(account_ids, default)
    places = SegmentAccount.objects.filter(account_id__in=list(account_ids), segment_id__in=list(of_segment))
    for account_id, segment_id in sorted(places.values_list("account_id", "segment_id"), reverse=True):
        chosen[account_id] = of_segment[segment_id]

    def wanted(template_id: int | None) -> Wanted:
        if template_id is None:
            return Wanted()
        return Wanted(tuple(rows[template_id]), templates[template_id].contact_days, template_id)

    return {account_id: wanted(template_id) for account_id, template_id in chosen.items()}


def committee_of_account(*, account_id: int, now: datetime, deal_id: int | None = None) -> CommitteeView:
    """This function will return the committee of an account, or of one of its deals, ready to be shown.

    Six queries, however many people there are.
    """
    people = seated_people(Q(account_id=account_id, deal_id=deal_id))
    wanted = committee_templates(account_ids=[account_id])[account_id]
    committee = committee_read(
        members=[person.member for person in people],
        template=wanted.rows,
        on=timezone.localtime(now).date(),
        stale_days=wanted.contact_days,
    )
    by_id = {person.contact.pk: person for person in people}
    unseated = list(
        Contact.objects.filter(account_id=account_id, status=Contact.Status.ACTIVE)
        .exclude(pk__in=list(by_id))
        .order_by("name_key", "id")[:50]
    )
    personas = {persona.pk: persona for persona in Persona.objects.all()}
    suggested: dict[int, list[Contact]] = defaultdict(list)
    known = dict(
        ContactPersona.objects.filter(contact_id__in=[c.pk for c in unseated]).values_list("contact_id", "persona_id")
    )
    for contact in unseated:
        if contact.pk in known:
            suggested[known[contact.pk]].append(contact)
    chairs = [_chair_view(chair, by_id, personas, suggested) for chair in committee.chairs]
    weakest = committee.weakest
    return CommitteeView(
        committee=committee,
        chairs=chairs,
        others=[by_id[pk] for pk in committee.unplaced],
        people=people,
        blockers=[by_id[pk] for pk in committee.blockers],
        weakest=None if weakest is None else (by_id[weakest.contact_id], weakest),
        unseated=unseated,
        contact_days=wanted.contact_days,
    )


def _chair_view(
    chair: Chair, people: dict[int, Person], personas: dict[int, Persona], suggested: dict[int, list[Contact]]
) -> ChairView:
    row = chair.row
    return ChairView(
        persona=personas[row.persona_id or 0],
        role=row.role,
        role_label=str(BuyingRole(row.role).label),
        need=row.need,
        weight=row.weight,
        people=[people[pk] for pk in chair.filled_by],
        cold=[people[pk] for pk in chair.cold],
        missing=chair.missing,
        suggestions=suggested.get(row.persona_id or 0, []) if chair.missing else [],
    )
