from __future__ import annotations

import pytest

from accounts.models import Segment
from tests.tiers.factories import policy

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/api/v1/tiers/clusters"


def test_a_cluster_is_made_read_and_ended(api):
    policy({"promote_milli": 50_000, "stay_milli": 40_000, "level": "one_to_few"})
    Segment.objects.create(key="audit", name="Fear the audit")
    client = api("tiers:read", "tiers:write")

    made = client.post(
        URL, {"tier": "tier-1", "segment": "audit", "problem": "The audit"}, content_type="application/json"
    )
    listed = client.get(URL).json()

    assert made.status_code == 201
    assert listed["results"] == [made.json()] and listed["overlaps"] == []
    assert (made.json()["shared"], made.json()["accounts"]) == (["problem"], 0)
    one = f"{URL}/{made.json()['id']}"
    assert client.get(one).json()["name"] == "Fear the audit"
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


def test_an_unknown_tier_or_segment_and_a_tier_of_another_level_are_refused(api):
    policy({"promote_milli": 50_000, "stay_milli": 40_000})
    Segment.objects.create(key="audit", name="Fear the audit")
    client = api("tiers:write")

    def status(**body):
        return client.post(URL, body, content_type="application/json").status_code

    assert status(tier="tier-9", segment="audit") == 404
    assert status(tier="tier-1", segment="nobody") == 404
    assert status(tier="tier-1", segment="audit") == 400
