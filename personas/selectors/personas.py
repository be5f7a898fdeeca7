"""Personas, and how many people are each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import Contact
from common.errors import NotFoundError
from personas.domain.resolution import PersonaRule
from personas.models import CommitteeTemplate, CommitteeTemplateSeat, ContactPersona, Persona


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """A persona with its chair on the default template and the number of active contacts."""

    persona: Persona
    chair: CommitteeTemplateSeat | None
    people: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class PersonaOverview:
    """The list of personas, the template and how many active contacts no rule recognised."""

    lines: list[PersonaLine]
    template: CommitteeTemplate | None
    chairs: list[CommitteeTemplateSeat]
    unrecognised: int


def persona_list() -> QuerySet[Persona]:
    """This function will return every persona in its order."""
    rows: QuerySet[Persona] = Persona.objects.order_by("position", "id")
    return rows


def persona_words() -> frozenset[str]:
    """This function will return what personas are called in files and by clients: keys and names, in small letters."""
    return frozenset(word.lower() for pair in Persona.objects.values_list("key", "name") for word in pair)


def persona_get(*, key: str) -> Persona:
    """This function will return the persona with this key.

    :raises NotFoundError: when there is none.
    """
    persona: Persona | None = Persona.objects.filter(key=key).first()
    if persona is None:
        raise NotFoundError("There is no such persona.")
    return persona


def _people() -> Mapping[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    rows = (
        ContactPersona.objects.filter(contact__status=Contact.Status.ACTIVE)
        .values_list("persona_id", "method")
        .annotate(people=Count("id"))
        .order_by()
    )
    for persona_id, method, people in rows:
        known, by_hand = found.get(persona_id, (0, 0))
        found[persona_id] = (known + people, by_hand + (people if method == ContactPersona.Method.HAND else 0))
    return found


def template_default() -> CommitteeTemplate | None:
    """This function will return the workspace's default committee template."""
    template: CommitteeTemplate | None = CommitteeTemplate.objects.filter(is_default=True).first()
    return template


def template_lines(*, template_id: int) -> list[CommitteeTemplateSeat]:
    """This function will return a template's lines in order, with their personas."""
    return list(
        CommitteeTemplateSeat.objects.filter(template_id=template_id)
        .select_related("persona")
        .order_by("position", "id")
    )


def persona_overview() -> PersonaOverview:
    """This function will return everything the list of personas shows. Five queries."""
    template = template_default()
    chairs = template_lines(template_id=template.pk) if template else []
    by_persona = {chair.persona_id: chair for chair in chairs}
    people = _people()
    lines = [
        PersonaLine(persona, by_persona.get(persona.pk), *people.get(persona.pk, (0, 0))) for persona in persona_list()
    ]
    active = Contact.objects.filter(status=Contact.Status.ACTIVE).count()
    return PersonaOverview(lines, template, chairs, active - sum(line.people for line in lines))


def persona_rules() -> tuple[PersonaRule, ...]:
    """This function will return the rules of the active personas, the first persona having the highest priority."""
    rows = Persona.objects.filter(is_active=True).order_by("position", "id")
    return tuple(
        PersonaRule(
            persona_id=persona.pk,
            priority=persona.position,
            keywords=tuple(persona.title_words),
            departments=tuple(persona.departments),
            seniorities=tuple(persona.seniorities),
        )
        for persona in rows
    )
