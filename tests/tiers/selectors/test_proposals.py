from __future__ import annotations

import pytest

from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, scored
from tiers.selectors.proposals import (
    MoveFilter,
    move_text,
    move_waiting_of,
    moves_chosen,
    moves_shown,
    moves_waiting,
    moves_waiting_first,
    proposal_newest,
)
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


def names(chosen: MoveFilter) -> list[str]:
    return [row.account.name for row in moves_chosen(chosen)]


def proposed():
    tiers = policy(approval="owner")
    owner = UserFactory()
    scored("A", 90_000, owner=owner)
    scored("B", 45_000)
    placed(scored("C", 30_000, owner=owner), tiers[0])
    tiers_run(now=NOON)
    return tiers, owner


def test_moves_are_chosen_by_owner_tier_cause_and_id_best_first():
    _tiers, owner = proposed()

    assert names(MoveFilter()) == ["A", "B", "C"]
    assert names(MoveFilter(owner_id=owner.pk)) == ["A", "C"]
    assert names(MoveFilter(tier="tier-1")) == ["A", "C"]
    assert names(MoveFilter(cause="demoted")) == ["C"]
    assert names(MoveFilter(ids=[str(moves_chosen(MoveFilter()).reverse()[0].public_id)])) == ["C"]
    assert names(MoveFilter(ids=[])) == []
    assert names(MoveFilter(state="approved")) == []


def test_a_list_of_moves_is_one_query_with_everything_it_shows(django_assert_num_queries):
    proposed()

    with django_assert_num_queries(1):
        texts = [
            (row.account.name, row.source and row.source.name, move_text(row)) for row in moves_shown(MoveFilter())
        ]

    assert texts[2] == ("C", "Tier 1", "Score 30.0 fell under the stay line of 60 of the tier above")


def test_what_waits_is_counted_and_shown_by_owner_and_account():
    _tiers, owner = proposed()
    account = moves_chosen(MoveFilter())[0].account

    assert (moves_waiting(), moves_waiting(owner_id=owner.pk)) == (3, 2)
    assert [row.account.name for row in moves_waiting_first(owner_id=owner.pk, size=1)] == ["A"]
    move, proposal = move_waiting_of(account.pk), proposal_newest()
    assert move is not None and move.target is not None and proposal is not None
    assert (move.target.key, proposal.added) == ("tier-1", 3)
