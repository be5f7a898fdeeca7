from __future__ import annotations

import pytest

from tests.factories import member
from tests.tiers.factories import placed, policy, scored
from tests.tiers.views.test_board import text
from tiers.models import TierPolicy
from tiers.services.run import tier_sizes

pytestmark = pytest.mark.usefixtures("as_acme")


def two_owners(mine, theirs):
    tiers = policy()
    placed(scored("Mine", 80_000, owner=mine), tiers[0])
    placed(scored("Theirs", 75_000, owner=theirs), tiers[0])
    TierPolicy.objects.update(sizes=tier_sizes())


def test_reps_begin_with_their_own_accounts_and_managers_with_all(login, acme):
    rep, manager = login("rep"), login("manager")
    two_owners(rep.user, manager.user)

    assert "Theirs" not in text(rep.get("/w/acme/tiers/"))
    assert "Theirs" in text(rep.get("/w/acme/tiers/?owner=all"))
    page = text(manager.get("/w/acme/tiers/"))
    assert "Mine" in page and "Theirs" in page


def test_a_manager_looks_at_one_colleagues_board_and_its_next_cards(login, acme):
    manager, other = login("manager"), member(acme, "rep")
    two_owners(other, manager.user)
    other.refresh_from_db()

    page = text(manager.get(f"/w/acme/tiers/?owner={other.public_id}"))
    more = text(manager.get(f"/w/acme/tiers/?owner={other.public_id}&column=tier-1"))

    for found in (page, more):
        assert "Mine" in found and ">Theirs<" not in found
    assert "Theirs" in text(manager.get("/w/acme/tiers/?owner=nobody"))


def test_the_sheets_to_print_hold_each_tier_with_what_is_left_out(login, monkeypatch):
    monkeypatch.setattr("tiers.views.board.SHEET_ROWS", 1)
    manager = login("manager")
    two_owners(manager.user, None)

    page = text(manager.get("/w/acme/tiers/print/"))

    assert page.count("print-sheet") == 3
    assert "Mine" in page and "Theirs" not in page and "and 1 more" in page
