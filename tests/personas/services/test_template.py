"""The committee template is replaced as a whole."""

from __future__ import annotations

import pytest

from personas.models import CommitteeTemplateSeat
from personas.services.template import TemplateInvalidError, TemplateSeat, committee_template_update
from tests.personas.factories import ACTOR, PersonaFactory, TemplateFactory, TemplateSeatFactory


def test_the_lines_are_replaced_in_order(as_acme):
    old = TemplateSeatFactory()
    buyer, user = PersonaFactory(), PersonaFactory()

    committee_template_update(
        template_id=old.template_id,
        seats=[TemplateSeat(buyer.pk, "decision_maker", 1, 5), TemplateSeat(user.pk, "end_user", 3, 1)],
        contact_days=90,
        actor=ACTOR,
    )

    lines = CommitteeTemplateSeat.objects.order_by("position").values_list("persona_id", "need", "weight")
    assert list(lines) == [(buyer.pk, 1, 5), (user.pk, 3, 1)]


def test_a_persona_twice_and_a_need_of_zero_are_refused(as_acme):
    persona = PersonaFactory()

    with pytest.raises(TemplateInvalidError) as refused:
        committee_template_update(
            template_id=TemplateFactory().pk,
            seats=[TemplateSeat(persona.pk, "champion", 0, 1), TemplateSeat(persona.pk, "champion", 1, 1)],
            contact_days=None,
            actor=ACTOR,
        )

    assert set(refused.value.fields) == {"persona", "need"}
