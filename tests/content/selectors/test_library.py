"""The library's list and the gap matrix."""

from __future__ import annotations

from datetime import date

from content.selectors.library import AssetFilter, asset_list, gap_view
from tests.content.factories import AssetFactory, PlacementFactory, StageFactory
from tests.personas.factories import PersonaFactory

TODAY = date(2026, 6, 30)


def titles(**wanted) -> list[str]:
    return [asset.title for asset in asset_list(wanted=AssetFilter(**wanted), on=TODAY)]


def test_the_list_is_narrowed_by_words_and_fields(as_acme):
    AssetFactory(title="Überblick ROI", kind="report")
    AssetFactory(title="Pilot", kind="trial", expires_on=date(2026, 6, 29))

    assert titles() == ["Pilot", "Überblick ROI"]
    assert titles(q="uberblick") == ["Überblick ROI"]
    assert titles(q="roi") == ["Überblick ROI"]
    assert titles(kind="trial") == ["Pilot"]
    assert titles(expired=True) == ["Pilot"]


def test_a_cell_of_the_matrix_opens_to_its_assets(as_acme):
    persona, stage = PersonaFactory(), StageFactory()
    placed = PlacementFactory(persona=persona, stage=stage).asset
    general = PlacementFactory().asset
    AssetFactory()

    assert titles(persona=persona.key, stage=stage.key) == sorted([placed.title, general.title])
    assert titles(persona="another") == [general.title]


def test_listing_costs_the_same_for_many_assets(as_acme, django_assert_num_queries):
    for _ in range(20):
        PlacementFactory(persona=PersonaFactory())

    with django_assert_num_queries(3):  # assets with owners, placements, personas
        for asset in asset_list(wanted=AssetFilter(), on=TODAY):
            [placement.persona.name for placement in asset.placements.all()]


def test_the_gap_matrix_counts_and_an_expired_asset_reopens_the_cell(as_acme):
    persona, stage = PersonaFactory(), StageFactory()
    PlacementFactory(asset=AssetFactory(expires_on=TODAY), persona=persona, stage=stage)

    assert gap_view(on=TODAY).gaps == 0
    assert gap_view(on=date(2026, 7, 1)).gaps == 1
    assert gap_view(on=TODAY).rows[0].cells[0][1].usable == 1
