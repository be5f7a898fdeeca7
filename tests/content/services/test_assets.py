"""Assets are made, approved, placed and deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.errors import NotFoundError
from content.models import Asset, Placement
from content.services.assets import (
    AssetFacts,
    AssetInvalidError,
    PlacementFacts,
    StaleAssetError,
    asset_create,
    asset_delete,
    asset_update,
    placement_add,
    placement_remove,
)
from tests.content.factories import ACTOR, NOW, AssetFactory, PlacementFactory
from tests.personas.factories import PersonaFactory
from users.models import AuditEntry

FACTS = AssetFacts(title="ROI Überblick", kind="report", effort="low", url="https://acme.test/roi")


def test_a_new_asset_is_a_draft_found_without_accents(as_acme):
    asset = asset_create(facts=FACTS, actor=ACTOR, now=NOW)

    assert (asset.status, asset.title_key, asset.approved_at) == ("draft", "roi uberblick", None)


def test_approving_notes_when_and_withdrawing_forgets_it(as_acme):
    asset = asset_create(facts=FACTS, actor=ACTOR, now=NOW)

    approved = asset_update(asset_id=asset.pk, facts=replace(FACTS, status="approved"), actor=ACTOR, now=NOW)
    assert (approved.approved_at, approved.version) == (NOW, 2)

    assert asset_update(asset_id=asset.pk, facts=FACTS, actor=ACTOR, now=NOW).approved_at is None


def test_an_unchanged_asset_keeps_its_version(as_acme):
    asset = asset_create(facts=FACTS, actor=ACTOR, now=NOW)

    assert asset_update(asset_id=asset.pk, facts=FACTS, actor=ACTOR, now=NOW).version == 1


def test_a_stale_version_is_refused(as_acme):
    asset = AssetFactory(version=3)

    with pytest.raises(StaleAssetError):
        asset_update(asset_id=asset.pk, facts=FACTS, actor=ACTOR, now=NOW, version=2)


def test_faults_are_named_by_field(as_acme):
    with pytest.raises(AssetInvalidError) as refused:
        asset_create(facts=AssetFacts("", "opera", "huge", url="javascript:alert(1)"), actor=ACTOR, now=NOW)

    assert set(refused.value.fields) == {"title", "kind", "effort", "url"}


def test_a_placement_is_made_once_and_taken_away(as_acme):
    asset, persona = AssetFactory(), PersonaFactory()

    first = placement_add(asset_id=asset.pk, facts=PlacementFacts(persona_id=persona.pk), actor=ACTOR)
    again = placement_add(asset_id=asset.pk, facts=PlacementFacts(persona_id=persona.pk), actor=ACTOR)
    assert first.pk == again.pk

    placement_remove(asset_id=asset.pk, placement_id=first.pk, actor=ACTOR)
    assert not Placement.objects.exists()
    told = set(AuditEntry.objects.filter(action__in=["placement.add", "placement.remove"]).values_list("object_id"))
    assert told == {(str(asset.public_id),)}
    with pytest.raises(NotFoundError):
        placement_remove(asset_id=asset.pk, placement_id=first.pk, actor=ACTOR)
    with pytest.raises(NotFoundError):
        placement_add(asset_id=asset.pk, facts=PlacementFacts(stage_id=0), actor=ACTOR)


def test_deleting_an_asset_takes_its_placements(as_acme):
    placement = PlacementFactory()

    asset_delete(asset_id=placement.asset_id, actor=ACTOR)

    assert not Asset.objects.exists() and not Placement.objects.exists()
