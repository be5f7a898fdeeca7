"""Personas are made, changed and deleted."""

from __future__ import annotations

import pytest

from common.errors import NotFoundError
from outbox.models import Job
from personas.models import Persona
from personas.services.personas import (
    PersonaFacts,
    PersonaInUseError,
    PersonaInvalidError,
    persona_create,
    persona_delete,
    persona_update,
    personas_reassess,
)
from tests.factories import ContactFactory
from tests.personas.factories import ACTOR, PersonaFactory, TemplateSeatFactory
from users.models import AuditEntry


def test_a_new_persona_goes_to_the_end_and_has_contacts_read_again(as_acme):
    PersonaFactory(position=4)
    ContactFactory()

    persona = persona_create(facts=PersonaFacts(name="Head of Legal", departments=("legal",)), actor=ACTOR)

    assert (persona.key, persona.position, persona.departments) == ("head-of-legal", 5, ["legal"])
    assert Job.objects.filter(kind="personas.reassess", parent=None).count() == 1


def test_two_personas_of_one_name_get_two_keys(as_acme):
    keys = [persona_create(facts=PersonaFacts(name="Buyer"), actor=ACTOR).key for _ in range(2)]

    assert keys == ["buyer", "buyer-2"]


def test_faults_are_named_by_field(as_acme):
    with pytest.raises(PersonaInvalidError) as refused:
        persona_create(facts=PersonaFacts(name=" ", departments=("alchemy",), seniorities=("boss",)), actor=ACTOR)

    assert set(refused.value.fields) == {"name", "departments", "seniorities"}


def test_an_update_without_a_change_is_not_audited(as_acme):
    persona = persona_create(facts=PersonaFacts(name="Buyer", goals="save"), actor=ACTOR)

    persona_update(persona_id=persona.pk, facts=PersonaFacts(name="Buyer", goals="save"), actor=ACTOR)
    assert AuditEntry.objects.filter(action="persona.update").count() == 0

    persona_update(persona_id=persona.pk, facts=PersonaFacts(name="Buyer", goals="grow"), actor=ACTOR)
    assert AuditEntry.objects.get(action="persona.update").detail == {"fields": ["goals"]}


def test_a_persona_on_the_template_cannot_be_deleted(as_acme):
    line = TemplateSeatFactory()

    with pytest.raises(PersonaInUseError):
        persona_delete(persona_id=line.persona_id, actor=ACTOR)

    line.delete()
    persona_delete(persona_id=line.persona_id, actor=ACTOR)
    assert not Persona.objects.exists()
    with pytest.raises(NotFoundError):
        persona_delete(persona_id=line.persona_id, actor=ACTOR)


def test_only_ranges_that_hold_contacts_of_the_workspace_are_read_again(as_acme):
    for key in (7_000, 9_999, 900_000_000_001):
        ContactFactory(id=key)

    personas_reassess()

    parts = Job.objects.filter(kind="personas.reassess").exclude(parent=None).order_by("lower_key")
    assert list(parts.values_list("lower_key", "upper_key")) == [(5_000, 10_000), (900_000_000_000, 900_000_005_000)]
