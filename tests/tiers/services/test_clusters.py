from __future__ import annotations

import pytest

from accounts.models import Segment, SegmentAccount
from tests.tiers.factories import NOON, placed, policy, scored
from tiers.domain.clusters import Traits
from tiers.models import TierCluster, TierPolicy
from tiers.selectors.clusters import cluster_list, cluster_members, clusters_by_tier
from tiers.selectors.policy import policy_current
from tiers.services.clusters import ClusterInvalidError, cluster_bind, cluster_from_traits, cluster_unbind
from tiers.services.run import tier_sizes
from users.models import AuditEntry
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor.of_command("test")


@pytest.fixture
def few():
    """A one-to-few tier with five accounts: A to C are software, B to D Hungarian, E shares nothing."""
    one, few = policy(
        {"promote_milli": 70_000, "stay_milli": 60_000},
        {"promote_milli": 50_000, "stay_milli": 40_000, "level": "one_to_few"},
    )
    for name, industry, country in (
        ("A", "software", "DE"),
        ("B", "software", "HU"),
        ("C", "software", "HU"),
        ("D", "retail", "HU"),
        ("E", None, None),
    ):
        placed(scored(name, 55_000, industry=industry, country=country), few)
    placed(scored("Elsewhere", 90_000, industry="software", country="HU"), one)
    TierPolicy.objects.update(sizes=tier_sizes())
    return few


def made(few, traits: Traits, name: str) -> TierCluster:
    return cluster_from_traits(tier=few, traits=traits, name=name, actor=ACTOR, now=NOON)


def test_a_suggestion_becomes_a_segment_by_rule_bound_to_the_tier(few):
    cluster = made(few, Traits("software"), "Software")

    assert (cluster.segment.rule, cluster.shared) == ({"industry": ["software"]}, ["industry"])
    assert cluster_list().get().size == 3  # not the one in the other tier
    assert AuditEntry.objects.filter(action="tier_cluster.bind").count() == 1


def test_clusters_overlap_and_tell_who_is_in_none_and_in_several(few):
    made(few, Traits("software"), "Software")
    made(few, Traits(None, "HU"), "Hungary")

    (found,) = clusters_by_tier(policy_current())

    assert [(one.segment.name, one.size) for one in found.clusters] == [("Hungary", 3), ("Software", 3)]
    assert [(o.one.segment.name, o.other.segment.name, o.accounts) for o in found.overlaps] == [
        ("Software", "Hungary", 2)
    ]
    assert (found.size, found.alone, found.several) == (5, 1, 2)
    assert [row[1:] for row in cluster_members([few])] == [
        ("A", "Tier 2", "Software"),
        ("B", "Tier 2", "Hungary; Software"),
        ("C", "Tier 2", "Hungary; Software"),
        ("D", "Tier 2", "Hungary"),
        ("E", "Tier 2", ""),
    ]


def test_groups_of_the_tiers_accounts_are_suggested_until_they_are_clusters(few):
    (before,) = clusters_by_tier(policy_current())
    made(few, Traits("software"), "Software")
    (after,) = clusters_by_tier(policy_current())

    assert {s.traits for s in before.suggestions} == {Traits("software"), Traits(None, "HU")}
    assert {s.traits for s in after.suggestions} == {Traits(None, "HU")}


def test_a_segment_chosen_by_hand_may_be_a_cluster_of_a_problem(few):
    segment = Segment.objects.create(key="audit", name="Fear the audit")
    SegmentAccount.objects.create(segment=segment, account_id=few.assignments.get(account__name="E").account_id)

    cluster = cluster_bind(tier=few, segment=segment, shared=[], problem=" The audit ", actor=ACTOR, now=NOON)
    again = cluster_bind(tier=few, segment=segment, shared=["size"], problem="", actor=ACTOR, now=NOON)

    assert (cluster.shared, cluster.problem, cluster_list().get().size) == (["problem"], "The audit", 1)
    assert (again.pk, again.shared) == (cluster.pk, ["size"])
    cluster_unbind(cluster=again, actor=ACTOR)
    assert not TierCluster.objects.exists() and Segment.objects.filter(key="audit").exists()


def test_only_one_to_few_tiers_have_clusters(few):
    one = policy_current().tiers[0]
    segment = Segment.objects.create(key="any", name="Any")

    with pytest.raises(ClusterInvalidError):
        cluster_bind(tier=one, segment=segment, shared=[], problem="", actor=ACTOR, now=NOON)
    with pytest.raises(ClusterInvalidError):
        cluster_bind(tier=few, segment=segment, shared=["colour"], problem="", actor=ACTOR, now=NOON)
    with pytest.raises(ClusterInvalidError):
        made(few, Traits(), "Nothing")
