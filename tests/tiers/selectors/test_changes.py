from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby

import pytest

from accounts.models import FitScore
from tests.tiers.factories import NOON, placed, policy, score, scored
from tiers.domain.bridge import Stay, bridge
from tiers.domain.churn import churn_bp
from tiers.models import TierAssignment
from tiers.selectors.changes import ChangeFilter, changes, churn_lines, history_begins, tiers_by_id
from tiers.selectors.history import bridge_lines
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
BEFORE = NOON - timedelta(days=1)


def told(**wanted):
    keys = {pk: tier.key for pk, tier in tiers_by_id().items()}
    rows = changes(start=BEFORE, end=NOON, wanted=ChangeFilter(**wanted))
    return [(row.name, *(keys.get(pk, "") for pk in (row.then_id, row.now_id, row.first_id))) for row in rows]


def test_tier_then_now_and_first_are_told_per_account():
    tiers = policy()
    staying, falling = scored("Staying", 90_000), scored("Falling", 45_000)
    old = placed(falling, tiers[1], days_ago=400)
    old.left_at = NOON - timedelta(days=365)
    old.save()
    placed(staying, tiers[0])
    placed(falling, tiers[0])
    scored("Joining", 10_000)
    tiers_run(now=NOON)

    assert told() == [("Falling", "tier-1", "tier-2", "tier-2"), ("Joining", "", "tier-3", "tier-3")]
    assert told(changed=False)[2] == ("Staying", "tier-1", "tier-1", "tier-1")
    assert [row[0] for row in told(then="tier-1", changed=False)] == ["Falling", "Staying"]
    assert [row[0] for row in told(now="tier-3")] == ["Joining"]
    assert history_begins() == NOON - timedelta(days=400)


def test_churn_by_quarter_adds_up_like_the_bridge_of_the_quarter():
    tiers = policy()
    for name, milli in (("A", 90_000), ("B", 80_000), ("C", 10_000)):
        placed(scored(name, milli), tiers[0], days_ago=40)
    tiers_run(now=NOON)
    edges = [NOON - timedelta(days=50), NOON - timedelta(days=5), NOON + timedelta(days=10)]

    first, *_ = churn_lines(edges)

    assert [(row.opening, row.came, row.went, row.closing) for row in first.quarters] == [(0, 3, 0, 3), (3, 0, 1, 2)]
    assert [churn_bp(row) for row in first.quarters] == [10_000, 2_000]


def history_of_random_runs(chance: random.Random, *, accounts: int, runs: int) -> None:
    """Scores that wander, run after run: real history, written by the real run."""
    policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 4}, {"promote_milli": 40_000, "stay_milli": 30_000}
    )
    found = [scored(f"A{number:02}", chance.randrange(100_001)) for number in range(accounts)]
    for run in range(runs):
        for account in chance.sample(found, accounts // 2):
            score(account, chance.randrange(100_001))
        tiers_run(now=NOON + timedelta(days=3 * run, minutes=run))


def moves_told_by_neighbours() -> list[tuple[str, str, datetime]]:
    """Each move's tiers, blank for none, and instant: two stays of an account that touch are one move."""
    moves = []
    stays = TierAssignment.objects.select_related("tier").order_by("account_id", "entered_at", "pk")
    for _account, own in groupby(stays, key=lambda stay: stay.account_id):
        source, left_at = "", None
        for stay in own:
            if left_at is not None and left_at != stay.entered_at:
                moves.append((source, "", left_at))
                source = ""
            moves.append((source, stay.tier.name, stay.entered_at))
            source, left_at = stay.tier.name, stay.left_at
        if left_at is not None:
            moves.append((source, "", left_at))
    return moves


def test_the_bridge_adds_up_and_loses_nobody_for_a_hundred_random_pairs_of_dates():
    chance = random.Random(20260302)
    history_of_random_runs(chance, accounts=14, runs=12)
    stays = [Stay(s.tier_id, s.entered_at, s.left_at) for s in TierAssignment.objects.all()]
    moves = moves_told_by_neighbours()
    assert len(stays) > 30

    for _ in range(100):
        start, end = sorted(NOON + timedelta(hours=chance.randrange(-48, 40 * 24)) for _ in range(2))
        pure = bridge(stays, start=start, end=end)
        for line in bridge_lines(start=start, end=end):
            row = line.bridge
            assert row.opening + row.came - row.went == row.closing
            assert sum(count for _name, count in line.came_from) == row.came
            assert sum(count for _name, count in line.went_to) == row.went
            if line.tier.pk in pure:
                assert row == pure[line.tier.pk]
            entered = Counter(source for source, target, at in moves if target == line.tier.name and start < at <= end)
            gone = Counter(target for source, target, at in moves if source == line.tier.name and start < at <= end)
            assert (dict(line.came_from), dict(line.went_to)) == (entered, gone)
        keys = [(row.then_id, row.now_id) for row in changes(start=start, end=end, wanted=ChangeFilter(changed=False))]
        for line in bridge_lines(start=start, end=end):
            assert sum(then == line.tier.pk for then, _ in keys) == line.bridge.opening
            assert sum(now == line.tier.pk for _, now in keys) == line.bridge.closing


def test_a_score_that_swings_two_points_round_a_line_for_sixty_days_moves_at_most_once():
    tiers = policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 40},
        {"promote_milli": 40_000, "stay_milli": 30_000, "capacity": 40},
    )
    swinging = {}
    for line in (70_000, 60_000, 40_000, 30_000):
        for offset in (-1, 0, 1):
            account = scored(f"{line}{offset:+}", line + offset)
            swinging[account] = line + offset
            if line in (60_000, 30_000):
                placed(account, tiers[0 if line == 60_000 else 1])
    tiers_run(now=NOON)
    before = set(TierAssignment.objects.values_list("pk", flat=True))

    for day in range(1, 61):
        for account, middle in swinging.items():
            FitScore.objects.filter(account=account).update(score_milli=middle + (2_000 if day % 2 else -2_000))
        tiers_run(now=NOON + timedelta(days=day))

    for account in swinging:
        opened = TierAssignment.objects.filter(account=account).exclude(pk__in=before).count()
        closed = TierAssignment.objects.filter(account=account, pk__in=before, left_at__gt=NOON).count()
        assert max(opened, closed) <= 1, account.name
