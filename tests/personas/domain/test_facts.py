"""The fields of a person from outside."""

from __future__ import annotations

from accounts.domain.facts import CONTACT
from personas.domain.facts import OWN, PERSON, ROLES
from personas.models import BuyingRole


def test_the_roles_that_can_come_in_are_those_that_are_stored():
    assert list(ROLES) == BuyingRole.values


def test_a_person_has_the_fields_of_a_contact_and_two_more():
    assert PERSON.fields == (*CONTACT.fields, *OWN)
    assert [field.name for field in OWN] == ["persona", "buying_role"]
