from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from outbox.models import Job
from outbox.services import outbox_drain
from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, scored, standing
from tiers.models import ProposedMove, TierPin, TierProposal, TierVeto
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/api/v1/tiers/proposals"


@pytest.fixture
def tiers():
    found = policy(approval="owner")
    scored("Alpha", 90_000, owner=UserFactory(email="ann@acme.test"))
    placed(scored("Falling", 30_000), found[0])
    tiers_run(now=NOON)
    return found


def move_id(name: str) -> str:
    return str(ProposedMove.objects.get(account__name=name).public_id)


def test_what_waits_is_listed_best_first_and_narrowed(api, tiers):
    client = api("tiers:read")

    first, second = client.get(URL).json()["results"]

    assert (first["account"], first["tier_from"], first["tier_to"], first["owner"]) == (
        "Alpha",
        None,
        "tier-1",
        "ann@acme.test",
    )
    assert (second["account"], second["tier_from"], second["tier_to"]) == ("Falling", "tier-1", "tier-3")
    assert first["why"] == "Score 90.0 reached the promote line of 70"
    for query, names in (
        ({"owner": "Ann@acme.test"}, ["Alpha"]),
        ({"cause": "demoted"}, ["Falling"]),
        ({"tier": "tier-3"}, ["Falling"]),
        ({"state": "approved"}, []),
    ):
        assert [row["account"] for row in client.get(URL, query).json()["results"]] == names
    assert client.get(f"{URL}/{first['id']}").json()["state"] == "open"


def test_approving_moves_and_approving_again_does_nothing(api, tiers):
    client = api("tiers:write")
    body = {"ids": [move_id("Alpha")], "decision": "approve"}

    first = client.post(f"{URL}/decisions", body, content_type="application/json")
    again = client.post(f"{URL}/decisions", body, content_type="application/json")

    assert (first.json(), again.json()) == ({"decided": 1, "outdated": 0}, {"decided": 0, "outdated": 0})
    assert standing(*tiers)["tier-1"] == ["Alpha", "Falling"]


def test_rejecting_needs_a_reason_and_a_day_for_a_join(api, tiers):
    client = api("tiers:write")
    body = {"ids": [move_id("Alpha"), move_id("Falling")], "decision": "reject"}
    day = (timezone.now() + timedelta(days=30)).date().isoformat()

    def send(**more):
        return client.post(f"{URL}/decisions", body | more, content_type="application/json")

    assert send().status_code == 400
    assert send(reason="Not now").status_code == 400
    assert send(reason="Not now", expires_on=day).json() == {"decided": 2, "outdated": 0}
    assert TierVeto.objects.get().account.name == "Alpha"
    assert TierPin.objects.get().account.name == "Falling"


def test_one_move_or_all_of_a_proposal_are_approved_by_their_address(api, tiers):
    client = api("tiers:write")
    proposal = TierProposal.objects.get().public_id

    def approve(public_id, **body):
        return client.post(f"{URL}/{public_id}/approve", body, content_type="application/json")

    assert approve(move_id("Alpha")).json() == {"decided": 1, "outdated": 0}
    assert standing(*tiers)["tier-1"] == ["Alpha", "Falling"]
    assert [approve(proposal).json()["decided"] for _twice in range(2)] == [1, 0]
    assert standing(*tiers) == {"tier-1": ["Alpha"], "tier-2": [], "tier-3": ["Falling"]}
    assert approve(uuid4()).status_code == 404
    assert approve(proposal, reason="x").status_code == 400
    assert api("tiers:read").post(f"{URL}/{proposal}/approve").status_code == 403


def test_very_many_moves_of_a_proposal_are_approved_in_the_background(api, tiers, monkeypatch):
    monkeypatch.setattr("tiers.api.proposals.AT_ONCE", 1)
    path = f"{URL}/{TierProposal.objects.get().public_id}/approve"

    asked = api("tiers:write").post(path, {}, content_type="application/json")

    assert asked.status_code == 202
    assert standing(*tiers)["tier-1"] == ["Falling"]
    outbox_drain()
    assert standing(*tiers)["tier-1"] == ["Alpha"]
    assert Job.objects.get(public_id=asked.json()["job_id"]).result == {"approved": 2, "outdated": 0}
