from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts.models import Account
from tests.tiers.factories import NOON, placed, policy, primary_version, scored, standing
from tiers.domain.assignment import Cause, Move, Standing
from tiers.models import Tier, TierAssignment, TierPin, TierVeto
from tiers.selectors.policy import policy_current
from tiers.selectors.standings import Known
from tiers.services.move_table import moves_add, moves_open, moves_write, remainder_add

pytestmark = pytest.mark.usefixtures("as_acme")
TODAY = NOON.date()


def planned() -> dict[str, tuple[Any, ...]]:
    """What stands in the table of moves, by the account's name: source, target, cause, line, score."""
    names = dict(Account.objects.values_list("pk", "name"))
    with connection.cursor() as cursor:
        cursor.execute("select account_id, source_id, target_id, cause, line_milli, score_milli from tier_move")
        return {names[account]: tuple(rest) for account, *rest in cursor.fetchall()}


def judge_remainder() -> dict[str, tuple[Any, ...]]:
    moves_open()
    remainder_add(policy_current(), profile_id=primary_version().profile_id, now=NOON, today=TODAY)
    return planned()


def add(account: Account, source: TierAssignment | None, target: int | None, cause: Cause) -> None:
    known = Known(
        Standing(account.pk, "", 80_000, 80_000),
        source.pk if source else None,
        source.tier_id if source else None,
        primary_version().pk,
    )
    moves_add(policy_current(), [Move(account.pk, None, target, cause, 80_000, 70_000)], {account.pk: known})


def test_a_table_that_is_opened_again_is_empty():
    policy()
    moves_open()
    add(scored("A", 80_000), None, 0, Cause.ENTERED)

    moves_open()

    assert planned() == {}


def test_a_plan_without_moves_adds_nothing():
    policy()
    moves_open()

    moves_add(policy_current(), [], {})

    assert moves_write(now=NOON) == []


def test_moves_close_the_old_stay_and_open_the_new_one():
    tiers = policy()
    rising, leaving, coming = scored("Rising", 80_000), scored("Leaving", 10_000), scored("Coming", 80_000)
    old, gone = placed(rising, tiers[1]), placed(leaving, tiers[1])
    moves_open()
    for account, source, target, cause in (
        (coming, None, 0, Cause.ENTERED),
        (leaving, gone, None, Cause.LEFT),
        (rising, old, 0, Cause.PROMOTED),
    ):
        add(account, source, target, cause)

    assert moves_write(now=NOON) == [rising.pk, leaving.pk, coming.pk]

    assert standing(*tiers) == {"tier-1": ["Coming", "Rising"], "tier-2": [], "tier-3": []}
    old.refresh_from_db()
    assert (old.left_at, old.left_cause, old.left_score_milli, old.left_line_milli) == (
        NOON,
        "promoted",
        80_000,
        70_000,
    )
    new = TierAssignment.objects.get(account=rising, left_at=None)
    assert (new.entered_at, new.cause, new.score_milli, new.line_milli) == (NOON, "promoted", 80_000, 70_000)
    assert new.icp_version_id == primary_version().pk


def test_a_stay_in_a_tier_taken_away_ends_with_the_policy_as_its_cause():
    tiers = policy()
    stay = placed(scored("A", 80_000), tiers[1])
    Tier.objects.filter(pk=tiers[1].pk).update(position=None)
    moves_open()
    add(stay.account, stay, 0, Cause.ENTERED)

    moves_write(now=NOON)

    stay.refresh_from_db()
    assert (stay.left_cause, stay.left_line_milli) == ("policy", None)


def test_below_the_ranked_tiers_each_account_is_judged_for_itself():
    line = {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 1}
    _head, upper, lower = policy(
        line,
        {"promote_milli": 50_000, "stay_milli": 40_000},
        {"promote_milli": 20_000, "stay_milli": 10_000, "dwell_days": 30},
    )
    for name, milli, tier, days in (
        ("Entering", 50_000, None, 0),
        ("Promoted", 50_000, lower, 99),
        ("Demoted", 39_999, upper, 99),
        ("Leaving", 9_999, lower, 30),
        ("Dwelling", 9_999, lower, 29),
        ("Staying", 40_000, upper, 99),
        ("Too low", 19_999, None, 0),
    ):
        account = scored(name, milli)
        if tier is not None:
            placed(account, tier, days_ago=days)

    assert judge_remainder() == {
        "Entering": (None, upper.pk, "entered", 50_000, 50_000),
        "Promoted": (lower.pk, upper.pk, "promoted", 50_000, 50_000),
        "Demoted": (upper.pk, lower.pk, "demoted", 40_000, 39_999),
        "Leaving": (lower.pk, None, "left", 10_000, 9_999),
    }


def test_the_vetoed_and_the_excluded_leave_and_the_pinned_are_left_alone():
    *_head, lower = policy()
    vetoed, excluded, pinned = (
        scored("Vetoed", 30_000),
        scored("Excluded", 30_000, excluded_by="country"),
        scored("Pinned", None),
    )
    for account in (vetoed, excluded, pinned):
        placed(account, lower)
    TierVeto.objects.create(account=vetoed, reason="r", vetoed_at=NOON, expires_on=TODAY)
    TierPin.objects.create(account=pinned, tier=lower, reason="r", pinned_at=NOON)

    assert judge_remainder() == {
        "Vetoed": (lower.pk, None, "vetoed", None, 30_000),
        "Excluded": (lower.pk, None, "excluded", None, 30_000),
    }


def test_whoever_the_ranked_plan_moves_is_not_judged_again():
    policy()
    account = scored("A", 80_000)
    moves_open()
    add(account, None, 0, Cause.ENTERED)

    remainder_add(policy_current(), profile_id=primary_version().profile_id, now=NOON, today=TODAY)

    assert [cause for _source, _target, cause, *_rest in planned().values()] == ["entered"]
    assert moves_write(now=NOON) == [account.pk]
