"""Buyer stages and their CRM stages."""

from __future__ import annotations

import pytest

from content.models import BuyerStage, StageMapping
from content.services.stages import (
    StageFacts,
    StageInvalidError,
    stage_mappings_set,
    stages_update,
    starter_stages_create,
)
from tests.content.factories import ACTOR, NOW, PlacementFactory


def names() -> list[tuple[str, str]]:
    return list(BuyerStage.objects.order_by("position").values_list("key", "name"))


def test_a_workspace_starts_with_five_stages(as_acme):
    starter_stages_create(now=NOW)

    assert [key for key, _ in names()] == ["awareness", "interest", "decision", "purchase", "loyalty"]


def test_stages_are_renamed_moved_added_and_dropped_with_their_placements(as_acme):
    starter_stages_create(now=NOW)
    PlacementFactory(stage=BuyerStage.objects.get(key="loyalty"))

    stages_update(
        stages=[StageFacts("interest", "Interest"), StageFacts("awareness", "First look"), StageFacts("", "Pilot")],
        actor=ACTOR,
    )

    assert names() == [("interest", "Interest"), ("awareness", "First look"), ("pilot", "Pilot")]
    assert not BuyerStage.objects.filter(key="loyalty").exists()


def test_two_stages_of_one_name_are_refused(as_acme):
    with pytest.raises(StageInvalidError):
        stages_update(stages=[StageFacts("", "A"), StageFacts("", "a")], actor=ACTOR)


def test_a_mapping_is_set_changed_and_returned_to_the_guess(as_acme):
    starter_stages_create(now=NOW)

    stage_mappings_set(mappings={"Engaging": "decision", "Demo": "interest"}, actor=ACTOR)
    stage_mappings_set(mappings={"Engaging": "purchase", "Demo": None}, actor=ACTOR)

    assert list(StageMapping.objects.values_list("crm_stage", "stage__key")) == [("Engaging", "purchase")]
    with pytest.raises(StageInvalidError):
        stage_mappings_set(mappings={"Engaging": "nowhere"}, actor=ACTOR)
