from __future__ import annotations

import pytest

from outbox.models import Job
from tests.tiers.factories import NOON, placed, policy, scored, standing
from tests.tiers.views.test_board import text
from tiers.models import ProposedMove, TierPin, TierVeto
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
ADDRESS = "/w/acme/tiers/proposals/"


def proposed(owner):
    tiers = policy(approval="owner")
    scored("Mine", 90_000, owner=owner)
    scored("Theirs", 80_000)
    placed(scored("Falling", 30_000, owner=owner), tiers[0])
    tiers_run(now=NOON)
    return tiers


def move_of(name: str) -> ProposedMove:
    return ProposedMove.objects.get(account__name=name)


def test_a_rep_sees_their_own_moves_first_and_all_when_asked(login):
    client = login("rep")
    proposed(client.user)

    mine, everything = text(client.get(ADDRESS)), text(client.get(f"{ADDRESS}?owner=all"))

    assert "Mine" in mine and "Theirs" not in mine
    assert "Score 90.0 reached the promote line of 70" in mine
    assert "Theirs" in everything
    assert "Approve the move of Theirs" not in everything


def test_a_manager_sees_all_and_narrows_by_kind(login):
    client = login("manager")
    proposed(client.user)

    page = text(client.get(f"{ADDRESS}?cause=demoted"))

    assert "Falling" in page and "Theirs" not in page
    assert "Nothing here" in text(client.get(f"{ADDRESS}?state=approved"))


def test_all_can_be_approved_of_what_is_open_and_of_nothing_else(login):
    client = login("manager")
    proposed(client.user)

    page = text(client.get(ADDRESS))
    filters = page.partition('<form class="filter-bar"')[2].partition("</form>")[0]

    assert "Approve all 3" in page
    assert "hx-" not in filters  # in place, the button and its number would stay behind
    assert "Approve all" not in text(client.get(f"{ADDRESS}?state=rejected"))


def test_one_button_approves_one_move(login):
    client = login("rep")
    tiers = proposed(client.user)

    answer = client.post(ADDRESS, {"one": str(move_of("Mine").public_id)})

    assert answer.status_code == 302
    assert standing(*tiers)["tier-1"] == ["Falling", "Mine"]


def test_several_are_approved_together_and_only_a_reps_own(login):
    client = login("rep")
    tiers = proposed(client.user)
    chosen = [str(move_of(name).public_id) for name in ("Mine", "Theirs", "Falling")]

    client.post(ADDRESS, {"verb": "approve", "chosen": chosen})

    assert standing(*tiers) == {"tier-1": ["Mine"], "tier-2": [], "tier-3": ["Falling"]}
    assert move_of("Theirs").state == "open"


def test_all_mine_are_approved_with_one_click(login):
    client = login("rep")
    proposed(client.user)

    client.post(ADDRESS, {"verb": "approve_all"})

    assert {m.account.name: m.state for m in ProposedMove.objects.select_related("account")} == {
        "Mine": "approved",
        "Falling": "approved",
        "Theirs": "open",
    }


def test_more_than_a_thousand_are_approved_in_the_background(login, monkeypatch):
    monkeypatch.setattr("tiers.views.proposals.AT_ONCE", 1)
    client = login("manager")
    proposed(client.user)

    client.post(ADDRESS, {"verb": "approve_all"})

    assert Job.objects.filter(kind="tiers.approve").count() == 1
    assert move_of("Mine").state == "open"


def test_rejecting_several_vetoes_joins_and_pins_the_others(login):
    client = login("rep")
    proposed(client.user)
    chosen = [str(move_of(name).public_id) for name in ("Mine", "Theirs", "Falling")]

    client.post(
        ADDRESS,
        {"verb": "reject", "chosen": chosen, "reject-reason": "Not now", "reject-expires_on": "2999-01-01"},
    )
    assert not TierVeto.objects.exists()  # too far away: nothing is done
    client.post(
        ADDRESS,
        {"verb": "reject", "chosen": chosen, "reject-reason": "Not now", "reject-expires_on": soon()},
    )

    assert TierVeto.objects.get().account.name == "Mine"
    assert TierPin.objects.get().account.name == "Falling"
    assert move_of("Theirs").state == "open"


def soon() -> str:
    from datetime import timedelta

    from django.utils import timezone

    return (timezone.now() + timedelta(days=30)).date().isoformat()


def test_the_reject_page_asks_for_a_reason_and_for_a_join_for_a_day(login):
    client = login("rep")
    proposed(client.user)
    address = f"{ADDRESS}{move_of('Mine').public_id}/reject/"

    assert "Until the end of" in text(client.get(address))
    refused = client.post(address, {"reason": "", "expires_on": soon()})
    assert refused.status_code == 422
    done = client.post(address, {"reason": "Wrong time", "expires_on": soon()})

    assert done.status_code == 302
    assert TierVeto.objects.get().reason == "Wrong time"


def test_a_rep_cannot_reject_the_move_of_somebody_elses_account(login):
    client = login("rep")
    proposed(client.user)
    address = f"{ADDRESS}{move_of('Theirs').public_id}/reject/"

    assert "Only the account's owner or a manager" in text(client.get(address))
    client.post(address, {"reason": "No", "expires_on": soon()})

    assert move_of("Theirs").state == "open"


def test_the_csv_holds_every_move_with_its_reason(login):
    client = login("manager")
    proposed(client.user)

    rows = text(client.get(f"{ADDRESS}?format=csv")).splitlines()

    assert len(rows) == 4
    assert "Mine,,Tier 1,Score 90.0 reached the promote line of 70,90.0" in rows[1]


def test_a_list_of_many_moves_costs_the_queries_of_one(login, django_assert_max_num_queries):
    client = login("manager")
    policy(approval="owner")
    for number in range(60):
        scored(f"A{number:02}", 90_000 - number)
    tiers_run(now=NOON)

    with django_assert_max_num_queries(16):
        page = text(client.get(ADDRESS))

    assert page.count("Approve the move of") == 50
    assert page.count("<form") < 15
