from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, score, scored, standing
from tiers.models import ProposedMove, TierAssignment, TierPolicy, TierProposal, TierVeto
from tiers.services.by_hand import pin_set
from tiers.services.run import tiers_run
from users.models import Notification
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
LATER = NOON + timedelta(days=1)
ACTOR = Actor.of_command("test")


def waiting() -> dict[str, str]:
    """The tier each waiting account would go to, by name of the account; blank for none."""
    rows = ProposedMove.objects.filter(state="open").select_related("account", "target")
    return {row.account.name: row.target.key if row.target else "" for row in rows}


def test_where_owners_decide_a_run_moves_nobody_and_proposes_what_it_would_do():
    tiers = policy(approval="owner")
    falling = scored("A", 59_999)
    placed(falling, tiers[0])
    scored("B", 90_000)

    result = tiers_run(now=NOON)

    assert (result.moved, result.proposed) == (0, 2)
    assert standing(*tiers)["tier-1"] == ["A"]
    assert waiting() == {"A": "tier-2", "B": "tier-1"}
    move = ProposedMove.objects.get(account__name="A")
    assert (move.source_id, move.cause, move.score_milli, move.line_milli) == (tiers[0].pk, "demoted", 59_999, 60_000)


def test_a_second_run_proposes_nothing_new_and_keeps_what_waits():
    policy(approval="owner")
    scored("A", 90_000)
    tiers_run(now=NOON)
    before = ProposedMove.objects.get()

    result = tiers_run(now=LATER)

    assert result.proposed == 1
    assert ProposedMove.objects.get().pk == before.pk
    assert TierProposal.objects.count() == 1


def test_a_newer_run_supersedes_what_no_longer_holds_and_refreshes_the_reason_of_the_rest():
    policy(approval="owner")
    first, second = scored("A", 90_000), scored("B", 80_000)
    tiers_run(now=NOON)
    score(first, 65_000)
    score(second, 85_000)

    tiers_run(now=LATER)

    assert waiting() == {"A": "tier-2", "B": "tier-1"}
    old = ProposedMove.objects.get(state="superseded")
    assert (old.account_id, old.target.key, old.decided_at) == (first.pk, "tier-1", LATER)
    assert ProposedMove.objects.get(account=second).score_milli == 85_000
    newest = TierProposal.objects.order_by("-made_at")[0]
    assert (newest.added, newest.superseded, newest.waiting) == (1, 1, 2)


def test_a_veto_is_carried_out_at_once_even_where_owners_decide():
    tiers = policy(approval="owner")
    account = scored("A", 90_000)
    placed(account, tiers[0])
    TierVeto.objects.create(account=account, reason="No", vetoed_at=NOON, expires_on=NOON.date())

    assert tiers_run(now=NOON).moved == 1
    assert TierAssignment.objects.get().left_cause == "vetoed"


def test_a_pin_supersedes_what_waits_for_the_account():
    tiers = policy(approval="owner")
    account = scored("A", 90_000)
    tiers_run(now=NOON)

    pin_set(account_ids=[account.pk], tier_id=tiers[1].pk, reason="Board wish", actor=ACTOR, now=LATER)

    assert ProposedMove.objects.get().state == "superseded"


def test_a_policy_that_moves_by_itself_again_lets_nothing_wait():
    tiers = policy(approval="owner")
    scored("A", 90_000)
    tiers_run(now=NOON)
    TierPolicy.objects.update(approval="auto")

    assert tiers_run(now=LATER).moved == 1
    assert waiting() == {}
    assert standing(*tiers)["tier-1"] == ["A"]


def test_each_owner_hears_once_how_many_of_their_accounts_wait(acme):
    from users.models import Membership

    policy(approval="owner")
    owner = UserFactory()
    Membership.objects.create(user=owner, tenant=acme, role="rep")
    for name in ("A", "B"):
        scored(name, 90_000, owner=owner)

    tiers_run(now=NOON)
    tiers_run(now=LATER)

    notice = Notification.objects.get(user=owner)
    assert (notice.kind, notice.values) == ("tiers.moves_waiting", {"moves": 2})


def test_a_proposal_takes_the_same_number_of_queries_for_any_number_of_accounts(django_assert_num_queries):
    policy(approval="owner")
    for number in range(40):
        scored(f"A{number:02}", number * 2_500)

    # those of a run that moves (20) without its writing (4), and: supersede, refresh, count, waiting, proposal,
    # add, owners, notices (savepoint 2), take out
    with django_assert_num_queries(25):
        tiers_run(now=NOON)
