from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Account
from tests.tiers.factories import NOON, placed, policy, primary_version, scored
from tiers.models import TierPin, TierVeto
from tiers.selectors.policy import policy_current
from tiers.selectors.standings import Known, head_length, standings_to_rank

pytestmark = pytest.mark.usefixtures("as_acme")
TODAY = NOON.date()


def ranked() -> dict[str, Known]:
    known = standings_to_rank(policy_current(), profile_id=primary_version().profile_id, now=NOON, today=TODAY)
    names = dict(Account.objects.values_list("pk", "name"))
    return {names[account]: entry for account, entry in known.items()}


def test_tiers_are_ranked_down_to_the_last_with_a_capacity():
    line = {"promote_milli": 0, "stay_milli": 0}
    policy(line, line | {"capacity": 3}, line, line)

    assert head_length(policy_current()) == 2


def test_without_capacities_nobody_is_ranked_but_whom_people_decided_on():
    tiers = policy({"promote_milli": 50_000, "stay_milli": 40_000}, {"promote_milli": 0, "stay_milli": 0})
    placed(scored("Member", 90_000), tiers[0])
    TierPin.objects.create(account=scored("Pinned", 10_000), tier=tiers[0], reason="r", pinned_at=NOON)

    assert head_length(policy_current()) == 0
    assert set(ranked()) == {"Pinned"}


def test_only_as_many_outsiders_are_read_as_there_are_places():
    policy()  # four places in all, from 50 points
    for name, milli in (("A", 90_000), ("B", 80_000), ("C", 70_000), ("D", 60_000), ("E", 55_000), ("F", 49_999)):
        scored(name, milli)
    scored("Excluded", 95_000, excluded_by="country")

    assert set(ranked()) == {"A", "B", "C", "D"}


def test_outsiders_with_the_same_score_are_taken_by_potential():
    policy({"promote_milli": 50_000, "stay_milli": 40_000, "capacity": 1})
    scored("Less", 60_000, potential=61_000)
    scored("More", 60_000, potential=62_000)

    assert set(ranked()) == {"More"}


def test_an_insider_does_not_take_an_outsiders_place_among_those_read():
    tiers = policy({"promote_milli": 50_000, "stay_milli": 40_000, "capacity": 1})
    inside = scored("Inside", 95_000)
    placed(inside, tiers[0])
    TierVeto.objects.create(account=inside, reason="r", vetoed_at=NOON, expires_on=TODAY)
    scored("Outside", 60_000)

    assert set(ranked()) == {"Inside", "Outside"}


def test_places_that_members_keep_are_offered_to_nobody():
    line = {"promote_milli": 50_000, "stay_milli": 40_000, "capacity": 2, "dwell_days": 30}
    tiers = policy(line, line | {"dwell_days": 0})
    for name, milli, tier, days in (("Stays", 40_000, 0, 99), ("Dwells", 0, 0, 29), ("Falls", 39_999, 1, 99)):
        placed(scored(name, milli), tiers[tier], days_ago=days)
    TierPin.objects.create(account=scored("Pinned", None), tier=tiers[1], reason="r", pinned_at=NOON)
    for name, milli in (("First", 90_000), ("Second", 80_000)):
        scored(name, milli)

    assert set(ranked()) == {"Stays", "Dwells", "Falls", "Pinned", "First"}


def test_a_standing_holds_everything_the_rules_ask_for():
    tiers = policy()
    inside = scored("Inside", 61_000, potential=62_000, excluded_by="country")
    stay = placed(inside, tiers[1], days_ago=10)
    pinned, vetoed, over = scored("Pinned", None), scored("Vetoed", 20_000), scored("Over", 20_000)
    TierPin.objects.create(account=pinned, tier=tiers[2], reason="r", pinned_at=NOON)
    for account, day in ((vetoed, TODAY), (over, TODAY - timedelta(days=1))):
        TierVeto.objects.create(account=account, reason="r", vetoed_at=NOON, expires_on=day)

    found = ranked()

    assert set(found) == {"Inside", "Pinned", "Vetoed"}
    entry = found["Inside"]
    public_id = str(Account.objects.get(pk=inside.pk).public_id)
    assert (entry.assignment_id, entry.tier_id, entry.version_id) == (stay.pk, tiers[1].pk, primary_version().pk)
    standing = entry.standing
    assert (standing.account, standing.public_id) == (inside.pk, public_id)
    assert (standing.score, standing.potential, standing.excluded) == (61_000, 62_000, True)
    assert (standing.tier, standing.entered_at) == (1, NOON - timedelta(days=10))
    assert (standing.pinned, standing.vetoed) == (None, False)
    standing = found["Pinned"].standing
    assert (standing.score, standing.tier, standing.pinned, found["Pinned"].assignment_id) == (None, None, 2, None)
    assert found["Vetoed"].standing.vetoed


@pytest.mark.parametrize("accounts", [3, 40])
def test_any_number_of_accounts_takes_two_queries(accounts, django_assert_num_queries):
    tiers = policy()
    for number in range(accounts):
        placed(scored(f"A{number}", 90_000), tiers[0])
    current, profile_id = policy_current(), primary_version().profile_id

    with django_assert_num_queries(2):
        assert len(standings_to_rank(current, profile_id=profile_id, now=NOON, today=TODAY)) == accounts
