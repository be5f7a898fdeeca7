"""Which persona a person is: rules over title, department and seniority, with a priority and a stated confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from personas.domain.departments import Department, Seniority
from personas.domain.titles import TitleReading, keyword_matches, title_read

# Confidence in basis points. A keyword the workspace itself wrote says most; a department alone says least.
KEYWORD_BP = 9500
DEPARTMENT_AND_SENIORITY_BP = 8500
SENIORITY_OPEN_BP = 6500


@dataclass(frozen=True, slots=True)
class PersonaRule:
    """What makes a person this persona.

    ``keywords`` are whole words of the title. Otherwise the department must be listed, and the seniority too where the
    rule lists any. Among equally confident rules the lowest ``priority`` wins, then the lower id.
    """

    persona_id: int
    priority: int
    keywords: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonaMatch:
    """The persona found, how sure the rules are, and the words of the title that said so."""

    persona_id: int
    confidence_bp: int
    reason: str
    words: tuple[str, ...]


def _match(
    rule: PersonaRule, reading: TitleReading, department: str | None, seniority: str | None
) -> PersonaMatch | None:
    hit = next((keyword for keyword in rule.keywords if keyword_matches(keyword, reading.words)), None)
    if hit is not None:
        return PersonaMatch(rule.persona_id, KEYWORD_BP, "keyword", (hit,))
    if department is None or department not in rule.departments:
        return None
    if not rule.seniorities:
        return PersonaMatch(rule.persona_id, SENIORITY_OPEN_BP, "department", reading.department_words)
    if seniority in rule.seniorities:
        words = (*reading.department_words, *(w for w in reading.seniority_words if w not in reading.department_words))
        return PersonaMatch(rule.persona_id, DEPARTMENT_AND_SENIORITY_BP, "department_and_seniority", words)
    return None


def persona_resolve(
    *, reading: TitleReading, rules: Sequence[PersonaRule], department: str | None = None, seniority: str | None = None
) -> PersonaMatch | None:
    """This function will return the most confident persona for a person, or ``None`` when no rule speaks.

    ``department`` and ``seniority`` as the source stated them win over those read from the title, when they are ones
    this product knows; otherwise they are read like a title word.
    """
    stated_department = department_known(department) or reading.department
    stated_seniority = seniority_known(seniority) or reading.seniority
    found = [
        (match, rule.priority)
        for rule in rules
        if (match := _match(rule, reading, stated_department, stated_seniority)) is not None
    ]
    if not found:
        return None
    return min(found, key=lambda pair: (-pair[0].confidence_bp, pair[1], pair[0].persona_id))[0]


def department_known(text: str | None) -> Department | None:
    """This function will return the department a source's own text names, or ``None``."""
    if not text:
        return None
    key = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if key in Department._value2member_map_:
        return Department(key)
    return title_read(text).department


def seniority_known(text: str | None) -> Seniority | None:
    """This function will return the level a source's own text names, or ``None``."""
    if not text:
        return None
    key = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if key in Seniority._value2member_map_:
        return Seniority(key)
    reading = title_read(text)
    return reading.seniority if reading.seniority_words else None
