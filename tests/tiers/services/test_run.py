from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account, FitScore
from outbox.models import Job, Message
from tests.tiers.domain.test_assignment import applied, policies
from tests.tiers.factories import NOON, placed, policy, score, scored, standing
from tiers.domain.assignment import Standing, assign
from tiers.models import Tier, TierAssignment, TierPin, TierPolicy, TierVeto
from tiers.selectors.policy import NoPolicyError, policy_current
from tiers.services.run import run_request, tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_run_fills_the_tiers_and_writes_history():
    tiers = policy()
    for name, milli in (("A", 90_000), ("B", 80_000), ("C", 75_000), ("D", 45_000), ("E", 10_000)):
        scored(name, milli)
    scored("F", None)

    result = tiers_run(now=NOON)

    assert standing(*tiers) == {"tier-1": ["A", "B"], "tier-2": ["C"], "tier-3": ["D", "E"]}
    assert result.moved == 5
    assert result.sizes == {str(tiers[0].pk): 2, str(tiers[1].pk): 1, str(tiers[2].pk): 2}
    stay = TierAssignment.objects.get(account__name="C")
    version = FitScore.objects.get(account__name="C").version_id
    assert (stay.cause, stay.score_milli, stay.line_milli, stay.icp_version_id, stay.entered_at, stay.left_at) == (
        "entered",
        75_000,
        50_000,
        version,
        NOON,
        None,
    )


def test_running_again_changes_nothing_and_announces_nothing():
    policy()
    for name, milli in (("A", 90_000), ("B", 45_000)):
        scored(name, milli)
    tiers_run(now=NOON)
    Message.objects.all().delete()

    assert tiers_run(now=NOON).moved == 0
    assert TierAssignment.objects.count() == 2
    assert Message.objects.count() == 0


def test_a_demotion_closes_the_stay_with_its_cause_and_opens_the_next():
    top, middle, _ = policy()
    falling = scored("A", 59_999)
    placed(falling, top)

    tiers_run(now=NOON)

    old, new = TierAssignment.objects.order_by("pk")
    assert (old.left_at, old.left_cause, old.left_score_milli, old.left_line_milli) == (
        NOON,
        "demoted",
        59_999,
        60_000,
    )
    assert (new.tier_id, new.cause, new.score_milli, new.line_milli, new.left_at) == (
        middle.pk,
        "demoted",
        59_999,
        60_000,
        None,
    )


def test_accounts_that_moved_are_announced():
    policy()
    first, second = scored("A", 90_000), scored("B", 80_000)

    tiers_run(now=NOON)

    assert set(Message.objects.values_list("key", flat=True)) == {first.pk, second.pk}


def test_a_vetoed_account_leaves_until_its_day_in_the_workspace_is_over():
    tiers = policy()
    account = scored("A", 90_000)
    placed(account, tiers[0])
    TierVeto.objects.create(account=account, reason="Sued us", vetoed_at=NOON, expires_on=NOON.date())

    tiers_run(now=NOON.replace(hour=22, minute=59))  # 23:59 in Budapest
    assert standing(*tiers)["tier-1"] == []

    tiers_run(now=NOON.replace(hour=23, minute=0))
    assert standing(*tiers)["tier-1"] == ["A"]


def test_an_excluded_account_leaves_whichever_tier_it_is_in():
    tiers = policy()
    for name, tier in (("A", tiers[0]), ("B", tiers[2])):
        account = scored(name, 90_000, excluded_by="competitor")
        placed(account, tier)

    tiers_run(now=NOON)

    assert standing(*tiers) == {"tier-1": [], "tier-2": [], "tier-3": []}
    assert set(TierAssignment.objects.values_list("left_cause", flat=True)) == {"excluded"}


def test_a_pinned_account_stays_and_warnings_are_stored():
    tiers = policy()
    for name in ("A", "B", "C"):
        account = scored(name, 10_000)
        placed(account, tiers[0])
        TierPin.objects.create(account=account, tier=tiers[0], reason="Board wish", pinned_at=NOON)

    tiers_run(now=NOON)

    assert standing(*tiers)["tier-1"] == ["A", "B", "C"]
    assert TierPolicy.objects.get().warnings == [{"code": "overbooked", "tier": 0, "actual": 3, "limit": 2}]


def test_accounts_of_a_retired_tier_are_judged_anew():
    tiers = policy()
    high, low, vetoed = scored("A", 65_000), scored("B", 20_000), scored("C", 99_000)
    for account in (high, low, vetoed):
        placed(account, tiers[0])
    TierVeto.objects.create(account=vetoed, reason="No", vetoed_at=NOON, expires_on=NOON.date() + timedelta(days=9))
    Tier.objects.filter(pk=tiers[0].pk).update(position=None)

    tiers_run(now=NOON)

    assert standing(*tiers) == {"tier-1": [], "tier-2": ["A"], "tier-3": ["B"]}
    assert set(TierAssignment.objects.filter(tier=tiers[0]).values_list("left_cause", flat=True)) == {"policy"}


def test_a_workspace_without_a_policy_says_so():
    with pytest.raises(NoPolicyError):
        tiers_run(now=NOON)


def test_many_requests_before_a_run_begins_make_one_job():
    run_request()
    run_request()

    assert Job.objects.filter(kind="tiers.run").count() == 1


def test_more_moves_than_can_be_named_are_announced_at_once(monkeypatch):
    monkeypatch.setattr("tiers.services.run.MOST_KEYS", 2)
    policy()
    for name in "ABC":
        scored(name, 90_000)

    tiers_run(now=NOON)

    assert set(Message.objects.values_list("consumer", "key")) == {
        ("engagement.all_count", 0),
        ("metrics.snapshot_refresh", 0),
    }
    assert Job.objects.get(kind="tiers.announce").payload == {"since": NOON.isoformat()}


def test_half_a_workspace_is_announced_at_once_unless_it_is_few(monkeypatch):
    policy()
    stayed = [scored(f"A{number}", 90_000) for number in range(2)]
    tiers_run(now=NOON)
    Message.objects.all().delete()
    monkeypatch.setattr("tiers.services.run.FEW_NAMES", 1)

    score(stayed[0], 0)
    tiers_run(now=NOON + timedelta(days=40))  # one account is few, though half of them
    assert {topic for topic, _key in Message.objects.values_list("consumer", "key")} >= {"tiers.owners_tell"}
    Message.objects.all().delete()

    found = [scored(f"B{number}", 10_000) for number in range(2)]
    tiers_run(now=NOON + timedelta(days=40))
    assert set(Message.objects.values_list("key", flat=True)) == {0}
    Message.objects.all().delete()

    for account in found:
        score(account, 60_000)
    scored("C", None)
    tiers_run(now=NOON + timedelta(days=40))
    assert set(Message.objects.values_list("key", flat=True)) == {account.pk for account in found}


def test_a_run_takes_the_same_number_of_queries_for_any_number_of_accounts(django_assert_num_queries):
    policy()
    for number in range(40):
        scored(f"A{number:02}", number * 2_500)

    # savepoint (2), policy (2), day, profile, standings (2), table of moves (2), ranked, remainder, what waits,
    # read, open, sizes, policy
    with django_assert_num_queries(18):
        tiers_run(now=NOON)


milli = st.integers(0, 20).map(lambda step: step * 5_000)


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_database_decides_exactly_as_the_pure_rules(data):
    for model in (TierAssignment, TierPin, TierVeto, FitScore, Tier, TierPolicy, Account):
        model.objects.all().delete()
    rules = data.draw(policies())
    tiers = policy(
        *(
            {
                "promote_milli": rule.promote_milli,
                "stay_milli": rule.stay_milli,
                "capacity": rule.capacity,
                "dwell_days": rule.dwell_days,
            }
            for rule in rules.tiers
        )
    )
    standings = []
    for number in range(data.draw(st.integers(1, 14))):
        drawn = data.draw(
            st.tuples(
                st.one_of(st.none(), milli),
                milli,
                st.one_of(st.none(), st.integers(0, len(tiers) - 1)),
                st.integers(0, 40),
                st.sampled_from(["", "", "", "", "pin", "veto", "excluded"]),
                st.integers(0, len(tiers) - 1),
            )
        )
        standings.append(_situation(f"A{number:02}", tiers, *drawn))

    expected = assign(rules, standings, now=NOON)
    tiers_run(now=NOON)

    after = {s.account: s.tier for s in applied(standings, expected, NOON)}
    stays = dict(TierAssignment.objects.filter(left_at=None).values_list("account_id", "tier_id"))
    positions = {tier.pk: index for index, tier in enumerate(tiers)}
    assert {account: positions.get(stays.get(account, 0)) for account in after} == after
    causes = {m.account: (str(m.cause), m.line) for m in expected.moves if m.target is not None}
    opened = TierAssignment.objects.filter(left_at=None, entered_at=NOON, account_id__in=causes)
    assert {s.account_id: (s.cause, s.line_milli) for s in opened} == causes
    left = {m.account: str(m.cause) for m in expected.moves if m.source is not None}
    assert dict(TierAssignment.objects.filter(left_at=NOON).values_list("account_id", "left_cause")) == left
    assert [policy_current().size(tier) for tier in tiers] == [len(members) for members in expected.members]


def _situation(name, tiers, points, potential, tier, days, mark, other) -> Standing:
    account = scored(name, None)
    account.refresh_from_db()
    if points is not None:
        score(account, points, potential=potential, excluded_by="rival" if mark == "excluded" else None)
    if tier is not None:
        placed(account, tiers[tier], days_ago=days + 1)
    if mark == "pin":
        TierPin.objects.create(account=account, tier=tiers[other], reason="r", pinned_at=NOON)
    if mark == "veto":
        TierVeto.objects.create(account=account, reason="r", vetoed_at=NOON, expires_on=NOON.date())
    return Standing(
        account=account.pk,
        public_id=str(account.public_id),
        score=points,
        potential=None if points is None else potential,
        tier=tier,
        entered_at=None if tier is None else NOON - timedelta(days=days + 1),
        pinned=other if mark == "pin" else None,
        vetoed=mark == "veto",
        excluded=mark == "excluded" and points is not None,
    )
