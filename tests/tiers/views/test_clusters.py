from __future__ import annotations

import pytest

from accounts.models import Segment
from tests.tiers.factories import placed, policy, scored
from tests.tiers.views.test_board import text
from tiers.models import TierCluster, TierPolicy
from tiers.services.run import tier_sizes

pytestmark = pytest.mark.usefixtures("as_acme")
ADDRESS = "/w/acme/tiers/clusters/"


@pytest.fixture
def few():
    (tier, _rest) = policy(
        {"promote_milli": 50_000, "stay_milli": 40_000, "level": "one_to_few"}, {"promote_milli": 0, "stay_milli": 0}
    )
    for name in ("A", "B", "C"):
        placed(scored(name, 55_000, industry="software", country="HU"), tier)
    placed(scored("D", 55_000, industry="retail"), tier)
    TierPolicy.objects.update(sizes=tier_sizes())
    return tier


def test_a_suggestion_is_taken_with_one_click_and_ended_again(login, few):
    client = login("marketer")
    page = text(client.get(ADDRESS))
    assert "software, Hungary" in page

    client.post(
        f"{ADDRESS}make/", {"tier": few.key, "name": "software, Hungary", "industry": "software", "country": "HU"}
    )

    assert "Accounts in the tier" in text(client.get(ADDRESS))
    cluster = TierCluster.objects.get()
    assert cluster.segment.rule == {"industry": ["software"], "country": ["HU"]}
    client.post(f"{ADDRESS}{cluster.public_id}/remove/")
    assert not TierCluster.objects.exists()


def test_a_segment_is_bound_with_what_it_shares(login, few):
    Segment.objects.create(key="audit", name="Fear the audit")
    client = login("marketer")

    client.post(ADDRESS, {"tier": few.key, "segment": "audit", "shared": ["problem"], "problem": "The audit"})

    assert "Fear the audit" in text(client.get(ADDRESS))
    assert "D,Tier 1," in text(client.get(f"{ADDRESS}?format=csv"))


def test_reps_look_and_do_not_touch(login, few):
    client = login("rep")

    assert "Make a cluster" not in text(client.get(ADDRESS))
    assert client.post(f"{ADDRESS}make/", {}).status_code == 403


def test_a_policy_without_one_to_few_tier_says_where_to_make_one(login):
    policy()

    assert "No one-to-few tier" in text(login("marketer").get(ADDRESS))
