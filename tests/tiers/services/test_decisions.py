from __future__ import annotations

from datetime import date, timedelta

import pytest

from outbox.models import Job
from outbox.services import outbox_drain
from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, scored, standing
from tiers.models import ProposedMove, Tier, TierAssignment, TierPin, TierPolicy, TierVeto
from tiers.selectors.proposals import MoveFilter
from tiers.services.by_hand import ExpiryRefusedError, ReasonMissingError
from tiers.services.decisions import CannotStayError, moves_approve, moves_approve_enqueue, moves_reject
from tiers.services.run import tiers_run
from users.models import AuditEntry
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor.of_command("test")
LATER = NOON + timedelta(hours=3)
UNTIL = date(2026, 6, 1)


def proposed(**fields):
    """Three accounts for two tiers, and one that falls: all of it waits."""
    tiers = policy(approval="owner")
    for name, milli in (("A", 90_000), ("B", 80_000), ("C", 45_000)):
        scored(name, milli, **fields)
    falling = scored("D", 30_000)
    placed(falling, tiers[0])
    tiers_run(now=NOON)
    return tiers


def ids(*names: str) -> list[str]:
    return [str(pk) for pk in ProposedMove.objects.filter(account__name__in=names).values_list("public_id", flat=True)]


def test_approving_moves_the_account_with_the_reason_of_the_proposal():
    tiers = proposed()
    actor = Actor("user", "x", "x", UserFactory().pk)

    done = moves_approve(chosen=MoveFilter(ids=ids("A")), actor=actor, now=LATER)

    assert (done.decided, done.outdated) == (1, 0)
    stay = TierAssignment.objects.get(account__name="A")
    assert (stay.tier_id, stay.entered_at, stay.cause, stay.score_milli, stay.line_milli, stay.decided_by_id) == (
        tiers[0].pk,
        LATER,
        "entered",
        90_000,
        70_000,
        actor.user_id,
    )
    move = ProposedMove.objects.get(account__name="A")
    assert (move.state, move.decided_at, move.decided_by_id) == ("approved", LATER, actor.user_id)
    assert TierPolicy.objects.get().sizes[str(tiers[0].pk)] == 2
    assert AuditEntry.objects.filter(action="tier_proposal.approve").count() == 1


def test_approving_twice_moves_nobody_again():
    proposed()
    moves_approve(chosen=MoveFilter(ids=ids("A")), actor=ACTOR, now=LATER)

    assert moves_approve(chosen=MoveFilter(ids=ids("A")), actor=ACTOR, now=LATER).decided == 0
    assert TierAssignment.objects.filter(account__name="A").count() == 1


def test_approving_everything_ends_where_a_run_that_moves_by_itself_would_have_ended():
    tiers = proposed()

    moves_approve(chosen=MoveFilter(), actor=ACTOR, now=LATER)

    assert standing(*tiers) == {"tier-1": ["A", "B"], "tier-2": [], "tier-3": ["C", "D"]}
    assert TierPolicy.objects.get().sizes == {str(tiers[0].pk): 2, str(tiers[2].pk): 2}
    assert tiers_run(now=LATER).proposed == 0


def test_a_choice_by_owner_leaves_the_others_waiting():
    owner = UserFactory()
    proposed(owner=owner)

    moves_approve(chosen=MoveFilter(owner_id=owner.pk), actor=ACTOR, now=LATER)

    assert list(ProposedMove.objects.filter(state="open").values_list("account__name", flat=True)) == ["D"]


def test_approving_before_those_who_leave_have_left_overbooks_with_a_warning():
    tiers = proposed()
    assert standing(*tiers)["tier-1"] == ["D"]

    moves_approve(chosen=MoveFilter(ids=ids("A", "B")), actor=ACTOR, now=LATER)

    assert {"code": "overbooked", "tier": 0, "actual": 3, "limit": 2} in TierPolicy.objects.get().warnings


def test_a_move_whose_tier_is_gone_or_whose_account_stands_elsewhere_is_outdated():
    tiers = proposed()
    Tier.objects.filter(pk=tiers[2].pk).update(position=None)
    TierAssignment.objects.filter(account__name="D").update(left_at=LATER)

    done = moves_approve(chosen=MoveFilter(ids=ids("C", "D")), actor=ACTOR, now=LATER)

    assert (done.decided, done.outdated) == (0, 2)
    assert set(ProposedMove.objects.filter(account__name__in=["C", "D"]).values_list("state", flat=True)) == {
        "superseded"
    }
    assert Job.objects.filter(kind="tiers.run").exists()


def test_a_job_approves_what_a_filter_chooses():
    tiers = proposed()
    moves_approve_enqueue(chosen=MoveFilter(cause="entered"), actor=ACTOR)

    outbox_drain()

    assert standing(*tiers)["tier-3"] == ["C"]


def test_rejecting_a_join_vetoes_the_account():
    tiers = proposed()

    done = moves_reject(chosen=MoveFilter(ids=ids("A")), reason="Wrong time", expires_on=UNTIL, actor=ACTOR, now=LATER)

    assert done.decided == 1
    veto = TierVeto.objects.get()
    assert (veto.account.name, veto.reason, veto.expires_on) == ("A", "Wrong time", UNTIL)
    move = ProposedMove.objects.get(account__name="A")
    assert (move.state, move.reason) == ("rejected", "Wrong time")
    tiers_run(now=LATER)
    assert not ProposedMove.objects.filter(account__name="A", state="open").exists()
    assert standing(*tiers)["tier-1"] == ["D"]


def test_rejecting_any_other_move_pins_the_account_where_it_stands():
    tiers = proposed()

    moves_reject(chosen=MoveFilter(ids=ids("D")), reason="We are close", expires_on=None, actor=ACTOR, now=LATER)

    pin = TierPin.objects.get()
    assert (pin.account.name, pin.tier_id, pin.reason) == ("D", tiers[0].pk, "We are close")
    tiers_run(now=LATER)
    assert not ProposedMove.objects.filter(account__name="D", state="open").exists()


def test_a_rejection_needs_a_reason_and_for_a_join_a_day():
    proposed()

    with pytest.raises(ReasonMissingError):
        moves_reject(chosen=MoveFilter(ids=ids("A")), reason=" ", expires_on=UNTIL, actor=ACTOR, now=LATER)
    with pytest.raises(ExpiryRefusedError):
        moves_reject(chosen=MoveFilter(ids=ids("A")), reason="No", expires_on=None, actor=ACTOR, now=LATER)
    assert not TierVeto.objects.exists()


def test_an_excluded_account_cannot_stay():
    tiers = policy(approval="owner")
    placed(scored("A", 90_000, excluded_by="rival"), tiers[0])
    tiers_run(now=NOON)

    with pytest.raises(CannotStayError):
        moves_reject(chosen=MoveFilter(), reason="Keep", expires_on=None, actor=ACTOR, now=LATER)


def test_rejecting_twice_vetoes_once():
    proposed()
    for _ in range(2):
        moves_reject(chosen=MoveFilter(ids=ids("A")), reason="No", expires_on=UNTIL, actor=ACTOR, now=LATER)

    assert TierVeto.objects.count() == 1


def test_approving_takes_the_same_number_of_queries_for_any_number_of_moves(django_assert_num_queries):
    policy(approval="owner")
    for number in range(40):
        scored(f"A{number:02}", number * 2_500)
    tiers_run(now=NOON)

    # savepoint (2), policy (2), ids, table of moves (2), choose, keep (3), mark, sizes, outdated, read, open, policy,
    # announcement, audit
    with django_assert_num_queries(19):
        moves_approve(chosen=MoveFilter(), actor=ACTOR, now=LATER)
