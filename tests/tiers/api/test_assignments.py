from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tiers.factories import NOON, policy, score, scored
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/api/v1/tiers/assignments"


def test_who_is_in_which_tier_now_and_at_an_instant(api):
    policy()
    account = scored("Alpha", 90_000)
    tiers_run(now=NOON)
    score(account, 45_000)
    tiers_run(now=NOON + timedelta(days=40))
    client = api("tiers:read")

    (now,) = client.get(URL).json()["results"]
    (then,) = client.get(URL, {"at": "2026-03-03T00:00:00Z"}).json()["results"]

    assert (now["account"], now["tier"], now["cause"], now["left_at"]) == ("Alpha", "tier-2", "demoted", None)
    assert now["reason"] == "Score 45.0 fell under the stay line of 60 of the tier above"
    assert (then["tier"], then["score_milli"], then["line_milli"]) == ("tier-1", 90_000, 70_000)
    assert client.get(URL, {"at": "2026-03-02T11:59:59Z"}).json()["results"] == []


def test_pages_follow_each_other_by_account_and_are_counted_when_asked(api):
    policy()
    for number in range(5):
        scored(f"A{number}", 90_000)
    tiers_run(now=NOON)
    client = api()
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get(URL, {"limit": 2, "count": "true"} | ({"after": after} if after else {})).json()
        seen += [row["account_id"] for row in page["results"]]
        after = page["paging"]["next"] and page["paging"]["next"]["after"]
        assert page["paging"]["total"] == 5

    assert seen == sorted(set(seen)) and len(seen) == 5
    assert len(client.get(URL, {"tier": "tier-1"}).json()["results"]) == 2


def test_the_bridge_adds_up(api):
    policy()
    account = scored("Alpha", 90_000)
    tiers_run(now=NOON)
    score(account, 45_000)
    tiers_run(now=NOON + timedelta(days=40))

    found = api().get("/api/v1/tiers/bridge", {"from": "2026-03-03T00:00:00Z", "to": "2026-06-01T00:00:00Z"}).json()

    assert found["results"][0] == {
        "tier": "tier-1",
        "retired": False,
        "opening": 1,
        "came": 0,
        "went": 1,
        "closing": 0,
        "came_from": [],
        "went_to": [{"tier": "Tier 2", "accounts": 1}],
    }


def test_a_day_is_its_end_as_on_the_page(api):
    policy()
    scored("Alpha", 90_000)
    tiers_run(now=NOON)
    client = api("tiers:read")
    day = NOON.date()

    assert len(client.get(URL, {"at": day.isoformat()}).json()["results"]) == 1
    assert client.get(URL, {"at": (day - timedelta(days=1)).isoformat()}).json()["results"] == []
    between = {"from": (day - timedelta(days=1)).isoformat(), "to": day.isoformat()}
    line = client.get("/api/v1/tiers/bridge", between).json()["results"][0]
    assert (line["opening"], line["came"], line["closing"]) == (0, 1, 1)
    assert len(client.get("/api/v1/tiers/changes", between).json()["results"]) == 1
    assert client.get(URL, {"at": "2026-02-30"}).status_code == 400
    assert client.get(URL, {"at": "9999-12-31"}).status_code == 400


def test_a_bridge_needs_two_instants_in_order(api):
    policy()
    client = api()

    assert client.get("/api/v1/tiers/bridge").status_code == 400
    wrong = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-02T00:00:00Z"}
    assert client.get("/api/v1/tiers/bridge", wrong).status_code == 400
