from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiers.domain.assignment import Cause, Plan, Standing, assign
from tiers.domain.policy import Policy, TierRule, policy_problems

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOP = TierRule("top", 70_000, 60_000, capacity=2, dwell_days=30)
MIDDLE = TierRule("middle", 50_000, 40_000, capacity=2)
REST = TierRule("rest", 0, 0)
POLICY = Policy((TOP, MIDDLE, REST))


def account(number: int, score: int | None, **kwargs: object) -> Standing:
    return replace(Standing(number, f"{number:04}", score, score), **kwargs)  # type: ignore[arg-type]


def applied(standings: list[Standing], plan: Plan, now: datetime) -> list[Standing]:
    """The same accounts after the plan was carried out."""
    moves = {move.account: move.target for move in plan.moves}
    return [
        replace(s, tier=moves[s.account], entered_at=None if moves[s.account] is None else now)
        if s.account in moves
        else s
        for s in standings
    ]


def test_free_places_go_to_the_best_on_or_above_the_promote_line():
    plan = assign(POLICY, [account(1, 70_000), account(2, 90_000), account(3, 69_999)], now=NOON)

    assert plan.members == ((2, 1), (3,), ())
    assert [(move.account, move.target, move.cause, move.line) for move in plan.moves] == [
        (2, 0, Cause.ENTERED, 70_000),
        (1, 0, Cause.ENTERED, 70_000),
        (3, 1, Cause.ENTERED, 50_000),
    ]


def test_those_without_a_place_wait_in_rank_order():
    standings = [account(n, score) for n, score in ((1, 71_000), (2, 72_000), (3, 73_000), (4, 74_000))]

    plan = assign(POLICY, standings, now=NOON)

    assert plan.members[0] == (4, 3)
    assert plan.waiting[0] == (2, 1)


def test_an_incumbent_on_the_stay_line_keeps_its_place_against_better_candidates():
    standings = [account(1, 60_000, tier=0), account(2, 61_000, tier=0), account(3, 99_000)]

    plan = assign(POLICY, standings, now=NOON)

    assert plan.members[0] == (2, 1)
    assert plan.waiting[0] == (3,)


def test_an_incumbent_under_the_stay_line_is_judged_for_the_next_tier_by_its_stay_line():
    plan = assign(POLICY, [account(1, 40_000, tier=0), account(2, 39_999, tier=0)], now=NOON)

    assert plan.members == ((), (1,), (2,))
    assert [(move.cause, move.line) for move in plan.moves] == [(Cause.DEMOTED, 60_000)] * 2


def test_dwell_stops_demotion_until_its_last_instant():
    inside = account(1, 10_000, tier=0, entered_at=NOON - timedelta(days=30) + timedelta(seconds=1))
    over = account(2, 10_000, tier=0, entered_at=NOON - timedelta(days=30))

    assert assign(POLICY, [inside, over], now=NOON).members == ((1,), (), (2,))


def test_dwell_does_not_stop_promotion():
    policy = Policy((TOP, replace(MIDDLE, dwell_days=90)))

    plan = assign(policy, [account(1, 80_000, tier=1, entered_at=NOON)], now=NOON)

    assert plan.members == ((1,), ())
    assert plan.moves[0].cause is Cause.PROMOTED


def test_a_place_left_by_a_promoted_account_is_filled_in_the_same_run():
    standings = [account(1, 80_000, tier=1), account(2, 55_000, tier=1), account(3, 52_000)]

    assert assign(POLICY, standings, now=NOON).members == ((1,), (2, 3), ())


def test_a_pinned_account_stays_below_every_line_and_takes_a_place():
    standings = [account(1, 5_000, tier=0, pinned=0), account(2, 90_000), account(3, 80_000)]

    plan = assign(POLICY, standings, now=NOON)

    assert plan.members[0] == (1, 2)
    assert plan.waiting[0] == (3,)


def test_a_pin_moves_an_account_to_its_tier_and_keeps_it_from_promotion():
    plan = assign(POLICY, [account(1, 99_000, tier=0, pinned=1)], now=NOON)

    assert plan.members == ((), (1,), ())
    assert plan.moves[0].cause is Cause.PINNED


@pytest.mark.parametrize(("fact", "cause"), [({"vetoed": True}, Cause.VETOED), ({"excluded": True}, Cause.EXCLUDED)])
def test_a_vetoed_or_excluded_account_leaves_even_within_dwell_or_pinned(fact, cause):
    standings = [account(1, 99_000, tier=0, entered_at=NOON, pinned=0, **fact), account(2, 99_000, **fact)]

    plan = assign(POLICY, standings, now=NOON)

    assert plan.members == ((), (), ())
    assert [(move.account, move.target, move.cause) for move in plan.moves] == [(1, None, cause)]
    assert plan.waiting == ((), (), ())


def test_a_lowered_capacity_demotes_nobody_and_warns():
    standings = [account(n, 80_000, tier=0) for n in (1, 2, 3)]

    plan = assign(POLICY, standings, now=NOON)

    assert plan.moves == ()
    assert [(w.code, w.tier, w.actual, w.limit) for w in plan.warnings] == [("overbooked", 0, 3, 2)]


def test_an_unmet_minimum_and_too_few_hours_are_said():
    policy = Policy((replace(TOP, minimum=2, hours_hundredths=300),), team_hours_hundredths=299)

    plan = assign(policy, [account(1, 80_000)], now=NOON)

    assert [(w.code, w.tier, w.actual, w.limit) for w in plan.warnings] == [
        ("minimum_unmet", 0, 1, 2),
        ("hours_overcommitted", None, 300, 299),
    ]


def test_ties_go_by_potential_then_by_public_id():
    policy = Policy((replace(TOP, capacity=2),))
    standings = [
        account(1, 80_000, public_id="b", potential=85_000),
        account(2, 80_000, public_id="a", potential=85_000),
        account(3, 80_000, public_id="c", potential=90_000),
    ]

    plan = assign(policy, standings, now=NOON)

    assert plan.members[0] == (3, 2)
    assert plan.waiting[0] == (1,)


def test_an_unscored_account_enters_no_tier_not_even_the_rest():
    assert assign(POLICY, [account(1, None), account(2, 0)], now=NOON).members == ((), (), (2,))


def test_an_account_under_the_last_stay_line_leaves_the_tiers():
    plan = assign(Policy((TOP, MIDDLE)), [account(1, 39_999, tier=1)], now=NOON)

    assert [(m.source, m.target, m.cause, m.line) for m in plan.moves] == [(1, None, Cause.LEFT, 40_000)]


milli = st.integers(0, 100_000)
maybe_milli = st.one_of(st.none(), milli)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    promotes = sorted(draw(st.lists(st.integers(0, 20), min_size=1, max_size=4)), reverse=True)
    tiers, stay_above = [], 100_000
    for position, steps in enumerate(promotes):
        promote = steps * 5_000
        stay = min(max(0, promote - 5_000 * draw(st.integers(1, 4))), stay_above)
        stay_above = stay
        capacity = draw(st.one_of(st.none(), st.integers(1, 4)))
        tiers.append(TierRule(f"t{position}", promote, stay, capacity, 0, draw(st.sampled_from([0, 7, 30]))))
    return Policy(tuple(tiers))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Policy, list[Standing]]:
    policy = draw(policies())
    tier = st.one_of(st.none(), st.integers(0, len(policy.tiers) - 1))
    standings = [
        Standing(
            account=number,
            public_id=draw(st.sampled_from("abcdef")) + str(number),
            score=draw(maybe_milli),
            potential=draw(maybe_milli),
            tier=draw(tier),
            entered_at=NOON - timedelta(days=draw(st.integers(0, 40))),
            pinned=draw(st.one_of(st.none(), st.none(), st.none(), tier)),
            vetoed=draw(st.integers(0, 9)) == 0,
            excluded=draw(st.integers(0, 9)) == 0,
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return policy, standings


@given(situations())
@settings(max_examples=300, deadline=None)
def test_running_again_changes_nothing(situation):
    policy, standings = situation
    assert policy_problems(policy) == []

    plan = assign(policy, standings, now=NOON)
    again = assign(policy, applied(standings, plan, NOON), now=NOON)

    assert again.moves == ()
    assert (again.members, again.waiting) == (plan.members, plan.waiting)


@given(situations(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_input_does_not_matter(situation, shuffler):
    policy, standings = situation
    shuffled = list(standings)
    shuffler.shuffle(shuffled)

    assert assign(policy, shuffled, now=NOON) == assign(policy, standings, now=NOON)


@given(situations())
@settings(max_examples=300, deadline=None)
def test_no_account_is_let_into_a_full_tier(situation):
    policy, standings = situation
    by_number = {s.account: s for s in standings}

    plan = assign(policy, standings, now=NOON)

    for position, members in enumerate(plan.members):
        capacity = policy.tiers[position].capacity
        entered = [n for n in members if by_number[n].tier != position and by_number[n].pinned is None]
        assert capacity is None or not entered or len(members) <= capacity


@given(situations())
@settings(max_examples=200, deadline=None)
def test_nobody_waits_while_a_place_is_free_and_every_account_has_one_place(situation):
    policy, standings = situation

    plan = assign(policy, standings, now=NOON)

    everybody = [number for members in plan.members for number in members]
    assert len(everybody) == len(set(everybody))
    for rule, members, waiting in zip(policy.tiers, plan.members, plan.waiting, strict=True):
        assert not waiting or (rule.capacity is not None and len(members) >= rule.capacity)


@given(
    situations(),
    st.integers(0, 3),
    st.booleans(),
    st.lists(st.integers(-2_000, 2_000), min_size=60, max_size=60),
)
@settings(max_examples=300, deadline=None)
def test_a_score_wobbling_two_points_round_a_line_for_sixty_days_moves_at_most_once(situation, which, promote, wobble):
    policy, others = situation
    rule = policy.tiers[which % len(policy.tiers)]
    line = rule.promote_milli if promote else rule.stay_milli
    others = [replace(s, tier=None, entered_at=None) for s in others]
    wobbler = Standing(99, "m", max(0, min(100_000, line + wobble[0])), 100_000)
    standings = [*others, wobbler]
    for _ in range(2):  # settle first: what the others do on arrival is not the wobble's doing
        standings = applied(standings, assign(policy, standings, now=NOON), NOON)

    moves = 0
    for day, offset in enumerate(wobble):
        now = NOON + timedelta(days=day)
        standings[-1] = replace(standings[-1], score=max(0, min(100_000, line + offset)))
        plan = assign(policy, standings, now=now)
        moves += sum(move.account == 99 for move in plan.moves)
        standings = applied(standings, plan, now)

    assert moves <= 1
