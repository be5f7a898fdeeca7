"""Creating and changing personas; every change of a rule re-reads the workspace's contacts in the background."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Contact
from common.errors import AbsError, ConflictError, NotFoundError
from outbox.services import range_job_enqueue
from personas.domain.departments import Department, Seniority
from personas.models import BuyingRole, CommitteeTemplate, CommitteeTemplateSeat, Persona
from users.services import Actor, audit_append

RANGE = 5_000  # contacts one part of a re-reading takes


class PersonaInvalidError(AbsError):
    """A persona's fields are not usable; ``fields`` names each fault."""

    code = "persona_invalid"


class PersonaInUseError(ConflictError):
    """The persona sits on a committee template."""

    code = "persona_in_use"


@dataclass(frozen=True, slots=True)
class PersonaFacts:
    """Everything a persona says, as a form or a client gives it."""

    name: str
    departments: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    default_role: str = BuyingRole.INFLUENCER
    position: int | None = None
    challenges: str = ""
    goals: str = ""
    career_goals: str = ""
    part_in_purchase: str = ""
    information_sources: str = ""
    best_channels: str = ""
    message: str = ""
    value_argument: str = ""
    is_active: bool = True


def _faults(facts: PersonaFacts) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not facts.name.strip():
        faults["name"] = _("Give the persona a name.")
    unknown = sorted(set(facts.departments) - set(Department))
    if unknown:
        faults["departments"] = _("%(name)s is not a department.") % {"name": unknown[0]}
    unknown = sorted(set(facts.seniorities) - set(Seniority))
    if unknown:
        faults["seniorities"] = _("%(name)s is not a level.") % {"name": unknown[0]}
    if facts.default_role not in BuyingRole:
        faults["default_role"] = _("Choose one of the buying roles.")
    return faults


def _columns(facts: PersonaFacts) -> dict[str, object]:
    columns = asdict(facts)
    for name in ("departments", "seniorities", "title_words"):
        columns[name] = list(dict.fromkeys(columns[name]))
    if columns["position"] is None:
        del columns["position"]
    return columns


def _free_key(name: str) -> str:
    base = slugify(name)[:50] or "persona"
    taken = set(Persona.objects.values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 3) if (key := base if n == 1 else f"{base}-{n}") not in taken)


def personas_reassess() -> None:
    """This function will have every contact's title read again, in key ranges; a newer request wins."""
    # ids are shared by all workspaces: only the ranges that hold somebody of this one
    starts = Contact.objects.annotate(start=F("id") - F("id") % RANGE).order_by("start").values_list("start", flat=True)
    ranges = [(lower, lower + RANGE) for lower in starts.distinct()]
    if ranges:
        range_job_enqueue(kind="personas.reassess", ranges=ranges, payload={})


def coverage_age() -> None:
    """This function will have coverage measured again if any template counts only people contacted lately."""
    if CommitteeTemplate.objects.exclude(contact_days=None).exists():
        personas_reassess()


@transaction.atomic
def persona_create(*, facts: PersonaFacts, actor: Actor) -> Persona:
    """This function will store a new persona at the end of the list and have contacts re-read.

    :raises PersonaInvalidError: naming each unusable field.
    """
    if faults := _faults(facts):
        raise PersonaInvalidError(" ".join(faults.values()), fields=faults)
    columns = _columns(facts)
    columns.setdefault("position", (Persona.objects.aggregate(last=Max("position"))["last"] or 0) + 1)
    persona: Persona = Persona.objects.create(key=_free_key(facts.name), **columns)
    personas_reassess()
    audit_append(actor=actor, action="persona.create", object_type="persona", object_id=persona.key)
    return persona


@transaction.atomic
def persona_update(*, persona_id: int, facts: PersonaFacts, actor: Actor) -> Persona:
    """This function will replace a persona's fields; its key stays. Contacts are re-read when its rule changed.

    :raises NotFoundError: when there is no such persona.
    :raises PersonaInvalidError: naming each unusable field.
    """
    persona: Persona | None = Persona.objects.select_for_update().filter(pk=persona_id).first()
    if persona is None:
        raise NotFoundError(_("There is no such persona."))
    if faults := _faults(facts):
        raise PersonaInvalidError(" ".join(faults.values()), fields=faults)
    columns = _columns(facts)
    changed = [name for name, value in columns.items() if getattr(persona, name) != value]
    for name in changed:
        setattr(persona, name, columns[name])
    if changed:
        persona.save(update_fields=changed)
        audit_append(
            actor=actor,
            action="persona.update",
            object_type="persona",
            object_id=persona.key,
            detail={"fields": changed},
        )
    if {"departments", "seniorities", "title_words", "position", "is_active"} & set(changed):
        personas_reassess()
    return persona


@transaction.atomic
def persona_delete(*, persona_id: int, actor: Actor) -> None:
    """This function will delete a persona and its placements; contacts who were it are re-read.

    :raises NotFoundError: when there is no such persona.
    :raises PersonaInUseError: while a committee template asks for it.
    """
    persona: Persona | None = Persona.objects.select_for_update().filter(pk=persona_id).first()
    if persona is None:
        raise NotFoundError(_("There is no such persona."))
    if CommitteeTemplateSeat.objects.filter(persona_id=persona_id).exists():
        raise PersonaInUseError(_("Take this persona off the committee template first."))
    key = persona.key
    persona.delete()
    personas_reassess()
    audit_append(actor=actor, action="persona.delete", object_type="persona", object_id=key)
