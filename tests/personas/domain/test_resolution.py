"""Persona rules: keyword before department and seniority before department, then priority."""

from __future__ import annotations

from personas.domain.resolution import PersonaRule, department_known, persona_resolve, seniority_known
from personas.domain.titles import title_read

CMO = PersonaRule(1, priority=1, departments=("marketing",), seniorities=("c_level", "vp", "director", "head"))
MARKETER = PersonaRule(2, priority=2, departments=("marketing",))
OPS = PersonaRule(3, priority=3, keywords=("revops",))


def test_the_more_precise_rule_wins_over_the_earlier_one():
    found = persona_resolve(reading=title_read("Head of Marketing"), rules=[MARKETER, CMO])

    assert found is not None
    assert (found.persona_id, found.confidence_bp, found.words) == (1, 8500, ("marketing", "head"))


def test_a_rule_without_levels_takes_the_rest_of_its_department():
    found = persona_resolve(reading=title_read("Marketing specialist"), rules=[CMO, MARKETER])

    assert found is not None
    assert (found.persona_id, found.confidence_bp) == (2, 6500)


def test_a_keyword_decides_alone():
    found = persona_resolve(reading=title_read("RevOps & Marketing Director"), rules=[CMO, OPS])

    assert found is not None
    assert (found.persona_id, found.reason, found.words) == (3, "keyword", ("revops",))


def test_among_equals_the_lowest_priority_wins():
    twin = PersonaRule(9, priority=0, departments=("marketing",))

    found = persona_resolve(reading=title_read("Marketing specialist"), rules=[MARKETER, twin])

    assert found is not None and found.persona_id == 9


def test_what_the_source_states_wins_over_the_title():
    found = persona_resolve(
        reading=title_read("Specialist"), rules=[CMO, MARKETER], department="Marketing", seniority="Director"
    )

    assert found is not None and found.persona_id == 1


def test_no_rule_speaks_for_a_stranger():
    assert persona_resolve(reading=title_read("Barista"), rules=[CMO, MARKETER, OPS]) is None


def test_a_source_may_use_our_keys_or_its_own_words():
    assert department_known("human_resources") == "human_resources"
    assert department_known("Vertrieb") == "sales"
    assert seniority_known("C-Level") == "c_level"
    assert seniority_known("something") is None
