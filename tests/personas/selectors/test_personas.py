"""The list of personas."""

from __future__ import annotations

import pytest

from common.errors import NotFoundError
from personas.models import ContactPersona
from personas.selectors.personas import persona_get, persona_overview, persona_rules, template_default
from tests.factories import ContactFactory
from tests.personas.factories import NOW, PersonaFactory, TemplateSeatFactory


def test_the_overview_counts_active_people_by_persona_and_the_rest(as_acme):
    line = TemplateSeatFactory()
    for status, method in (("active", "rule"), ("active", "hand"), ("left", "rule")):
        contact = ContactFactory(status=status)
        ContactPersona.objects.create(contact=contact, persona=line.persona, method=method, at=NOW)
    ContactFactory()

    overview = persona_overview()

    assert [(row.chair, row.people, row.by_hand) for row in overview.lines] == [(line, 2, 1)]
    assert (overview.unrecognised, overview.template) == (1, line.template)


def test_rules_are_those_of_personas_in_use_in_their_order(as_acme):
    second = PersonaFactory(position=2, departments=["sales"], title_words=["kam"])
    first = PersonaFactory(position=1, seniorities=["head"])
    PersonaFactory(position=0, is_active=False)

    rules = persona_rules()

    assert [rule.persona_id for rule in rules] == [first.pk, second.pk]
    assert (rules[1].departments, rules[1].keywords) == (("sales",), ("kam",))


def test_an_unknown_key_is_not_found(as_acme):
    with pytest.raises(NotFoundError):
        persona_get(key="nobody")
    assert template_default() is None
