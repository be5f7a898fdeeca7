from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection

from accounts.models import Account
from tenancy.statistics import statistics_refresh
from tests.tiers.factories import NOON, placed, policy, primary_version, score, scored, standing
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


def judge_these(*accounts: Account) -> dict[str, tuple[Any, ...]]:
    moves_open()
    keys = [account.pk for account in accounts]
    remainder_add(policy_current(), profile_id=primary_version().profile_id, now=NOON, today=TODAY, among=keys)
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


def test_those_named_are_judged_as_everybody_is_whatever_dwell_veto_and_exclusion_say():
    _head, upper, lower = policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 1},
        {"promote_milli": 50_000, "stay_milli": 40_000, "dwell_days": 30},
        {"promote_milli": 20_000, "stay_milli": 10_000, "dwell_days": 30},
    )
    accounts = []
    for number, (milli, tier, days, excluded, vetoed) in enumerate(
        product((None, 5_000, 15_000, 45_000, 55_000), (None, upper, lower), (29, 30), (None, "rival"), (False, True))
    ):
        accounts.append(scored(f"A{number:03}", milli, excluded_by=excluded))
        if tier is not None:
            placed(accounts[-1], tier, days_ago=days)
        if vetoed:
            TierVeto.objects.create(account=accounts[-1], reason="r", vetoed_at=NOON, expires_on=TODAY)

    everybody = judge_remainder()

    assert judge_these(*accounts) == everybody
    assert {cause for _source, _target, cause, *_rest in everybody.values()} == {
        "entered", "promoted", "demoted", "left", "vetoed", "excluded",
    }  # fmt: skip


def test_the_tier_of_those_named_is_told_by_an_index_and_only_who_moves_has_its_stay_read():
    lower, plans = policy()[-1], list[list[str]]()
    Account.objects.bulk_create(
        Account(source="test", external_id=str(n), name=f"A{n}", name_key=f"a{n}") for n in range(1_000)
    )
    accounts = list(Account.objects.all())
    enters = {"tier": lower, "entered_at": NOON, "cause": "entered"}
    TierAssignment.objects.bulk_create(TierAssignment(account=account, **enters) for account in accounts)
    for account in accounts[:2]:
        score(account, 30_000)
    statistics_refresh()

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "insert into tier_move" in sql:
            execute(f"explain {sql}", params, many, context)
            plans.append([line.strip(" ->").partition("  (")[0] for (line,) in context["cursor"].fetchall()])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        assert judge_these(*accounts[:2]) == {}

    reads = [line for line in plans[0] if " on tier_assignment" in line]
    assert reads[0] == "Index Only Scan using tier_assignment_one_now on tier_assignment"
    assert reads[1:] == ["Index Scan using tier_assignment_one_now on tier_assignment tier_assignment_1"]


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
