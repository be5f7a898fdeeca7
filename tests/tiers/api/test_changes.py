from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
BETWEEN = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}


@pytest.fixture
def history():
    tiers = policy()
    placed(scored("Falling", 45_000), tiers[0])
    placed(scored("Staying", 90_000), tiers[0])
    scored("Joining", 10_000)
    tiers_run(now=NOON)


def test_tier_then_now_and_first_are_told_page_by_page(api, history):
    client = api("tiers:read")

    found = client.get("/api/v1/tiers/changes", BETWEEN).json()["results"]
    told = {row["account"]: (row["tier_then"], row["tier_now"], row["first_tier"]) for row in found}
    first = client.get("/api/v1/tiers/changes", BETWEEN | {"all": "true", "limit": 2, "count": "true"}).json()
    rest = client.get(
        "/api/v1/tiers/changes", BETWEEN | {"all": "true", "after": first["paging"]["next"]["after"]}
    ).json()

    assert told == {"Falling": ("tier-1", "tier-2", "tier-1"), "Joining": (None, "tier-3", "tier-3")}
    assert first["paging"]["total"] == 3
    assert len(first["results"]) + len(rest["results"]) == 3 and rest["paging"]["next"] is None
    assert client.get("/api/v1/tiers/changes", BETWEEN | {"now": "tier-3"}).json()["results"][0]["account"] == "Joining"


def test_churn_is_told_by_quarter_and_is_null_for_an_empty_tier(api, history):
    found = api("tiers:read").get("/api/v1/tiers/churn", {"to": "2026-03-02", "quarters": 1}).json()["results"]

    (first,), (third,) = found[0]["quarters"], found[2]["quarters"]
    assert first == {
        "starts_on": "2026-01-01",
        "opening": 2,
        "came": 0,
        "went": 1,
        "closing": 1,
        "churn_bp": 3_333,
        "reason": None,
    }
    assert (third["opening"], third["came"], third["churn_bp"]) == (0, 1, 10_000)
    empty = api("tiers:read").get("/api/v1/tiers/churn", {"to": "2020-03-02"}).json()["results"][0]["quarters"][0]
    assert (empty["churn_bp"], empty["reason"]) == (None, "tier_empty")


def test_instants_in_the_wrong_order_are_refused(api, history):
    answer = api("tiers:read").get("/api/v1/tiers/changes", {"from": BETWEEN["to"], "to": BETWEEN["from"]})

    assert answer.status_code == 400
