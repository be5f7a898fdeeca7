"""What a new workspace starts with."""

from __future__ import annotations

from personas.models import CommitteeTemplate, CommitteeTemplateSeat, Persona
from personas.services import starter_personas_create
from tests.personas.factories import NOW


def test_a_workspace_starts_with_six_personas_and_their_committee(as_acme):
    starter_personas_create(now=NOW)

    assert list(Persona.objects.order_by("position").values_list("name", flat=True)) == [
        "CMO",
        "Head of Sales",
        "Sales manager",
        "Marketer",
        "Sales Ops",
        "Finance",
    ]
    template = CommitteeTemplate.objects.get(is_default=True)
    lines = CommitteeTemplateSeat.objects.filter(template=template).order_by("position")
    assert [(line.buying_role, line.need, line.weight) for line in lines] == [
        ("decision_maker", 1, 3),
        ("champion", 1, 3),
        ("influencer", 1, 2),
        ("end_user", 1, 1),
        ("influencer", 1, 2),
        ("budget_holder", 1, 3),
    ]
