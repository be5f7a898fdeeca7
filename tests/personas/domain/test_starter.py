"""The six starter personas."""

from __future__ import annotations

from personas.domain.departments import Department, Seniority
from personas.domain.starter import STARTER_PERSONAS


def test_every_starter_persona_says_everything_and_uses_known_names():
    for persona in STARTER_PERSONAS:
        assert set(persona.departments) <= set(Department) and set(persona.seniorities) <= set(Seniority)
        texts = (persona.challenges, persona.goals, persona.career_goals, persona.part_in_purchase)
        assert all(
            (*texts, persona.information_sources, persona.best_channels, persona.message, persona.value_argument)
        )


def test_keys_are_unique():
    assert len({persona.key for persona in STARTER_PERSONAS}) == 6
