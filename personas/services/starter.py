"""What a new workspace's committee room starts with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from personas.domain.starter import STARTER_PERSONAS
from personas.models import CommitteeTemplate, CommitteeTemplateSeat, Persona


@transaction.atomic
def starter_personas_create(*, now: datetime) -> None:
    """This function will store the six starter personas and the default committee template, all editable.

    ``now`` belongs to the common signature of starters; nothing here is dated.
    """
    template = CommitteeTemplate.objects.create(name="Buying committee", is_default=True)
    for position, starter in enumerate(STARTER_PERSONAS, start=1):
        persona = Persona.objects.create(
            key=starter.key,
            name=starter.name,
            position=position,
            departments=list(starter.departments),
            seniorities=list(starter.seniorities),
            title_words=list(starter.title_words),
            default_role=starter.role,
            challenges=starter.challenges,
            goals=starter.goals,
            career_goals=starter.career_goals,
            part_in_purchase=starter.part_in_purchase,
            information_sources=starter.information_sources,
            best_channels=starter.best_channels,
            message=starter.message,
            value_argument=starter.value_argument,
        )
        CommitteeTemplateSeat.objects.create(
            template=template,
            persona=persona,
            buying_role=starter.role,
            need=starter.need,
            weight=starter.weight,
            position=position,
        )
