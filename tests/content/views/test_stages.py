"""The page of buyer stages."""

from __future__ import annotations

from content.models import BuyerStage, StageMapping
from content.services import starter_stages_create
from tests.content.factories import NOW
from tests.factories import DealFactory


def test_stages_are_ordered_named_added_and_dropped(as_acme, login):
    starter_stages_create(now=NOW)
    client = login("marketer")
    data = {
        "key": ["awareness", "interest", "decision", "purchase", "loyalty", ""],
        "name": ["First look", "Interest", "Decision", "Purchase", "", "Pilot"],
        "place": ["2", "1", "3", "4", "5", "6"],
    }

    assert client.post(f"{client.base}/content/stages/", data).status_code == 302

    assert list(BuyerStage.objects.order_by("position").values_list("name", flat=True)) == [
        "Interest",
        "First look",
        "Decision",
        "Purchase",
        "Pilot",
    ]


def test_a_crm_stage_is_mapped(as_acme, login):
    starter_stages_create(now=NOW)
    DealFactory(stage="Engaging")
    client = login("marketer")

    assert "Interest (guessed)" in client.get(f"{client.base}/content/stages/").content.decode()
    data = {"mapping": "1", "crm_stage": ["Engaging"], "stage_key": ["purchase"]}
    assert client.post(f"{client.base}/content/stages/", data).status_code == 302

    assert StageMapping.objects.get().stage.key == "purchase"


def test_no_stage_at_all_is_refused(as_acme, login):
    client = login("marketer")

    assert client.post(f"{client.base}/content/stages/", {"key": [""], "name": [""], "place": ["1"]}).status_code == 422


def test_a_place_that_is_no_number_comes_last(as_acme, login):
    client = login("marketer")
    data = {"key": ["", "", ""], "name": ["A", "B", "C"], "place": ["²", "9" * 5_000, "2"]}

    assert client.post(f"{client.base}/content/stages/", data).status_code == 302

    assert list(BuyerStage.objects.order_by("position").values_list("name", flat=True)) == ["C", "A", "B"]


def test_a_crm_stage_that_no_deal_could_have_is_refused(as_acme, login):
    starter_stages_create(now=NOW)
    client = login("marketer")
    data = {"mapping": "1", "crm_stage": ["x" * 121], "stage_key": ["purchase"]}

    assert client.post(f"{client.base}/content/stages/", data).status_code == 422
