"""A run that reads only who can move ends where a run over everybody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account, FitScore
from outbox.models import Job, Message
from tests.tiers.domain.test_assignment import policies
from tests.tiers.factories import NOON, placed, policy, score, scored, standing
from tiers.domain.policy import Policy
from tiers.models import (
    ProposedMove,
    Tier,
    TierAssignment,
    TierOutsider,
    TierPin,
    TierPolicy,
    TierProposal,
    TierVeto,
)
from tiers.selectors.proposals import MoveFilter
from tiers.services.by_hand import pin_remove, pin_set, veto_revoke, veto_set
from tiers.services.decisions import moves_approve
from tiers.services.expiry import vetoes_expire
from tiers.services.run import tiers_follow, tiers_run
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor("command", "test", "test")
LATER = NOON + timedelta(days=1)
REST = {"promote_milli": 50_000, "stay_milli": 40_000, "dwell_days": 30}


def outcome() -> dict[str, Any]:
    """Everything a run leaves behind that is not an announcement."""
    row = TierPolicy.objects.get()
    stays = TierAssignment.objects.order_by("account_id", "entered_at", "left_at")
    moves = ProposedMove.objects.order_by("account_id", "state", "decided_at", "source_id", "target_id")
    return {
        "stays": list(stays.values_list("account_id", "tier_id", "entered_at", "left_at", "cause", "left_cause")),
        "lines": list(stays.values_list("score_milli", "line_milli", "left_score_milli", "left_line_milli")),
        "moves": list(moves.values_list("account_id", "source_id", "target_id", "cause", "state", "score_milli")),
        "sizes": {tier: size for tier, size in row.sizes.items() if size},
        "warnings": row.warnings,
        "at": row.last_run_at,
    }


def announced() -> list[int]:
    return list(Message.objects.filter(consumer="tiers.tier_refresh").order_by("key").values_list("key", flat=True))


def judged_by_everybody(now: Any) -> dict[str, Any]:
    """What a run over everybody would leave, taken back."""
    with transaction.atomic():
        tiers_run(now=now)
        found = outcome()
        transaction.set_rollback(True)
    return found


def written(rules: Policy, approval: str) -> list[Tier]:
    fields = ("promote_milli", "stay_milli", "capacity", "dwell_days")
    return policy(*({name: getattr(rule, name) for name in fields} for rule in rules.tiers), approval=approval)


milli = st.integers(0, 20).map(lambda step: step * 5_000)
EVENTS = ("score", "score", "score", "exclude", "pin", "unpin", "veto", "revoke", "approve", "nothing")


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_following_what_changed_ends_where_judging_everybody_does(data):
    for model in (ProposedMove, TierProposal, TierAssignment, TierPin, TierVeto, FitScore, Tier, TierPolicy, Account):
        model.objects.all().delete()
    tiers = written(data.draw(policies()), data.draw(st.sampled_from(["auto", "owner"])))
    accounts = [scored(f"A{n:02}", data.draw(st.one_of(st.none(), milli))) for n in range(data.draw(st.integers(1, 9)))]
    for account in accounts:
        if data.draw(st.booleans()):
            days = data.draw(st.integers(0, 40))
            placed(account, data.draw(st.sampled_from(tiers)), days_ago=days)
    now = NOON
    tiers_run(now=now)
    for _ in range(data.draw(st.integers(1, 4))):
        Message.objects.all().delete()
        now += timedelta(hours=data.draw(st.sampled_from([1, 13, 24, 24 * 7, 24 * 30])))
        changed = [happens(data, accounts, tiers, now) for _ in range(data.draw(st.integers(0, 3)))]
        if data.draw(st.booleans()):
            vetoes_expire(now=now)
        Job.objects.all().delete()

        expected = judged_by_everybody(now)
        followed = tiers_follow(changed=[*announced(), *filter(None, changed)], now=now)

        if followed is None:  # a tier without a capacity above one with: then a run over everybody is asked for
            assert Job.objects.filter(kind="tiers.run").count() == 1
            tiers_run(now=now)
        assert outcome() == expected
        assert outside() == sorted(set(Account.objects.values_list("pk", flat=True)) - inside())


def outside() -> list[int]:
    return list(TierOutsider.objects.order_by("account_id").values_list("account_id", flat=True))


def inside() -> set[int]:
    return set(TierAssignment.objects.filter(left_at=None).values_list("account_id", flat=True))


def happens(data: Any, accounts: list[Account], tiers: list[Tier], now: Any) -> int | None:
    """Something happens to one of the accounts; returned is whose score moved."""
    event, account = data.draw(st.sampled_from(EVENTS)), data.draw(st.sampled_from(accounts))
    key, today = [account.pk], now.date()
    if event in ("score", "exclude"):
        score(account, data.draw(milli), excluded_by="rival" if event == "exclude" else None)
        return int(account.pk)
    vetoed = TierVeto.objects.filter(account=account, revoked_at=None, expires_on__gte=today - timedelta(days=1))
    excluded = FitScore.objects.filter(account=account, excluded_by__isnull=False)
    if event == "pin" and not vetoed.exists() and not excluded.exists():
        pin_set(account_ids=key, tier_id=data.draw(st.sampled_from(tiers)).pk, reason="r", actor=ACTOR, now=now)
    elif event == "unpin":
        pin_remove(account_ids=key, actor=ACTOR, now=now)
    elif event == "veto":
        ends = today + timedelta(days=data.draw(st.integers(1, 9)))
        veto_set(account_ids=key, reason="r", expires_on=ends, actor=ACTOR, now=now)
    elif event == "revoke":
        veto_revoke(account_ids=key, actor=ACTOR, now=now)
    elif event == "approve":
        waiting = ProposedMove.objects.filter(account=account, state="open").values_list("public_id", flat=True)
        moves_approve(chosen=MoveFilter(ids=[str(move) for move in waiting]), actor=ACTOR, now=now)
    return None


def test_a_run_that_follows_reads_whom_it_is_told_of_and_no_one_else():
    tiers = policy(REST)
    told, untold = scored("Told", 10_000), scored("Untold", 10_000)
    tiers_run(now=NOON)
    for account in (told, untold):
        score(account, 90_000)

    tiers_follow(changed=[told.pk], now=LATER)

    assert standing(*tiers) == {"tier-1": ["Told"]}


def test_a_run_follows_only_rules_under_which_everybody_was_judged():
    tiers = policy(REST)
    scored("A", 90_000)

    assert tiers_follow(changed=[], now=NOON) is None
    assert Job.objects.filter(kind="tiers.run").count() == 1
    tiers_run(now=NOON)
    assert tiers_follow(changed=[], now=LATER) is not None
    TierPolicy.objects.update(version=2)
    assert tiers_follow(changed=[], now=LATER) is None
    tiers_run(now=NOON)
    TierPolicy.objects.update(judged_profile_id=None)
    assert tiers_follow(changed=[], now=LATER) is None
    assert standing(*tiers) == {"tier-1": ["A"]}


def test_where_a_tier_without_a_capacity_stands_above_one_with_everybody_is_judged():
    policy(REST, {"promote_milli": 0, "stay_milli": 0, "capacity": 5})
    tiers_run(now=NOON)

    assert tiers_follow(changed=[], now=LATER) is None


def test_a_run_with_nothing_to_follow_takes_the_same_few_queries(django_assert_num_queries):
    policy()
    for number in range(40):
        scored(f"A{number:02}", number * 2_500)
    tiers_run(now=NOON)

    # savepoint (2), policy (2), profile, day, due, standings (the tiers are full), policy
    with django_assert_num_queries(9):
        tiers_follow(changed=[], now=LATER)


@pytest.mark.parametrize("accounts", [1, 40])
def test_following_takes_the_same_number_of_queries_for_any_number_of_accounts(accounts, django_assert_num_queries):
    policy({"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 1}, REST | {"dwell_days": 0})
    keys = [scored(f"A{number:02}", 90_000).pk for number in range(accounts)]
    tiers_run(now=NOON)
    FitScore.objects.update(score_milli=10_000)

    # as above, and outsiders, table of moves (2), ranked, remainder, what waits, sizes, read, index, close, open
    with django_assert_num_queries(21):
        tiers_follow(changed=keys, now=LATER)

    assert not TierAssignment.objects.filter(left_at=None).exists()
