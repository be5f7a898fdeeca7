"""Pages of the library."""

from __future__ import annotations

import pytest

from content.models import Asset, BuyerStage, Placement
from content.services import starter_stages_create
from personas.models import Persona
from personas.services import starter_personas_create
from tests.content.factories import NOW, AssetFactory, PlacementFactory

FIELDS = {
    "title": "ROI sheet",
    "kind": "report",
    "effort": "low",
    "status": "approved",
    "language": "en",
    "url": "https://acme.test/roi",
}


@pytest.fixture
def starter(as_acme):
    starter_personas_create(now=NOW)
    starter_stages_create(now=NOW)


def test_an_asset_is_made_placed_changed_and_deleted(starter, login):
    client = login("marketer")
    persona, stage = Persona.objects.get(key="finance"), BuyerStage.objects.get(key="decision")

    assert client.post(f"{client.base}/content/new/", FIELDS).status_code == 302
    asset = Asset.objects.get()
    url = f"{client.base}/content/{asset.public_id}/"
    client.post(f"{url}placements/", {"persona": persona.pk, "stage": stage.pk})
    assert "Finance" in client.get(url).content.decode()
    client.post(f"{url}placements/{Placement.objects.get().pk}/remove/")
    assert not Placement.objects.exists()
    assert client.post(f"{url}edit/", FIELDS | {"title": "ROI sheet 2", "version": "1"}).status_code == 302
    assert client.post(f"{url}edit/", FIELDS | {"version": "1"}).status_code == 422
    assert client.post(f"{url}delete/").status_code == 302
    assert not Asset.objects.exists()


def test_the_list_filters_and_gives_csv(starter, login):
    AssetFactory(title="Alpha")
    PlacementFactory(asset=AssetFactory(title="Beta"), persona=Persona.objects.get(key="cmo"))
    client = login("read_only")

    answer = client.get(f"{client.base}/content/?persona=cmo&stage=decision")
    assert [asset.title for asset in answer.context["page"].rows] == ["Beta"]
    body = b"".join(client.get(f"{client.base}/content/?format=csv").streaming_content).decode()
    assert "Alpha" in body and "CMO" in body and "<" not in body


def test_a_rep_may_not_write_content(starter, login):
    client = login("rep")

    assert client.get(f"{client.base}/content/new/").status_code == 403


def test_an_asset_of_another_workspace_is_not_found(starter, globex, login):
    asset = AssetFactory()
    client = login("admin", tenant=globex)

    assert client.get(f"/w/globex/content/{asset.public_id}/").status_code == 404
