from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outbox.models import Job
from tests.tiers.factories import NOON, placed, policy, score, scored
from tiers.models import TierVeto
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


def text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def test_the_board_shows_every_tier_the_waiting_list_and_the_vetoes(login, django_user_model):
    policy()
    for name, milli in (("Alpha", 90_000), ("Beta", 80_000), ("Gamma", 75_000), ("Delta", 10_000)):
        scored(name, milli)
    vetoed = scored("Omega", 95_000)
    TierVeto.objects.create(account=vetoed, reason="Sued us", vetoed_at=NOON, expires_on="2999-01-01")
    tiers_run(now=NOON)
    client = login("manager")

    page = text(client.get(f"{client.base}/tiers/"))

    assert "Score 90.0 reached the promote line of 70" in page
    assert "For Tier 1" in page
    assert "Score 75.0 reached the line of 70; waits for a place or an approval" in page
    assert "Sued us" in page
    assert page.index("Alpha") < page.index("Beta") < page.index("Delta")


def test_why_an_account_came_names_the_score_it_came_with(login):
    policy()
    alpha, beta = scored("Alpha", 90_000), scored("Beta", 55_000)
    tiers_run(now=NOON)
    score(alpha, 64_000)
    score(beta, 48_500)

    page = text(login("rep").get("/w/acme/tiers/?owner=all"))
    printed = text(login("rep").get("/w/acme/tiers/print/?owner=all"))

    for shown in (page, printed):
        assert "Score 90.0 reached the promote line of 70" in shown
        assert "Score 55.0 reached the promote line of 50" in shown
        assert "Score 64.0" not in shown and "Score 48.5" not in shown


def test_only_those_who_may_write_tiers_get_the_move_control(login):
    policy()
    scored("Alpha", 90_000)
    tiers_run(now=NOON)

    assert "Move Alpha to tier" in text(login("manager").get("/w/acme/tiers/"))
    assert "Move Alpha to tier" not in text(login("rep").get("/w/acme/tiers/"))


def test_mine_shows_the_readers_accounts_and_counts_them(login):
    tiers = policy()
    client = login("rep")
    placed(scored("Mine", 80_000, owner=client.user), tiers[0])
    placed(scored("Theirs", 80_000), tiers[0])

    page = text(client.get(f"{client.base}/tiers/?owner=me"))

    assert "Mine" in page
    assert "Theirs" not in page


def test_a_board_of_nobodys_accounts_says_so_and_leads_to_all(login):
    tiers = policy()
    placed(scored("Theirs", 80_000), tiers[0])
    scored("Waits", 95_000)
    client = login("rep")

    empty = text(client.get(f"{client.base}/tiers/"))
    placed(scored("Mine", 80_000, owner=client.user), tiers[0])

    assert "You own no account in the tiers." in empty and 'href="?owner=all"' in empty
    assert "None of these accounts waits." in empty
    assert "You own no account in the tiers." not in text(client.get(f"{client.base}/tiers/"))


def test_each_queue_is_counted_apart(login):
    """An account may wait for two tiers: one number over both would count it twice."""
    policy()
    for number in range(5):
        scored(f"Company {number}", 90_000 - number)
    tiers_run(now=NOON)

    page = text(login("manager").get("/w/acme/tiers/"))

    counts = [part.split("<", 1)[0] for part in page.split('id="waiting"')[1].split('<span class="board-count">')[1:]]
    assert counts == ["3", "1", "0"]  # for the first tier, for the second, and the vetoes


@pytest.mark.parametrize(
    ("role", "hint"),
    [
        ("manager", "Open an account’s name to veto it."),
        ("rep", "Open the name of an account you own to veto it."),
        ("read_only", None),
    ],
)
def test_how_to_veto_is_told_to_those_who_may(login, role, hint):
    policy()

    page = text(login(role).get("/w/acme/tiers/"))

    assert "No veto holds." in page
    assert hint in page if hint else "to veto it" not in page


def test_the_next_cards_of_a_column_begin_after_the_last_one(login):
    policy({"promote_milli": 0, "stay_milli": 0})
    for number in range(27):
        scored(f"Company {number:02}", 90_000 - number * 1_000)
    tiers_run(now=NOON)
    client = login("manager")
    page = text(client.get(f"{client.base}/tiers/"))
    more = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    cards = text(client.get(more, headers={"HX-Request": "true"}))

    assert "Company 24" in page and "Company 25" not in page
    assert "<html" not in cards
    assert "Company 25" in cards and "Company 26" in cards and "Company 24" not in cards
    assert "Company 25" in text(client.get(more))


def test_the_number_of_queries_does_not_grow_with_the_accounts(login, django_assert_max_num_queries):
    policy()
    for number in range(60):
        scored(f"Company {number:02}", number * 1_600)
    tiers_run(now=NOON)
    client = login("manager")
    client.get(f"{client.base}/tiers/")

    with django_assert_max_num_queries(32):
        client.get(f"{client.base}/tiers/")


def test_the_board_as_a_file_names_every_account_with_its_reason(login):
    policy()
    account = scored("Alpha", 90_000)
    tiers_run(now=NOON)
    client = login("read_only")
    account.refresh_from_db()

    lines = text(client.get(f"{client.base}/tiers/?format=csv")).splitlines()

    assert lines[0].endswith("id,account,tier,since,cause,reason,score_when_entered")
    assert lines[1].startswith(f"{account.public_id},Alpha,Tier 1,2026-03-02T12:00:00+00:00,entered,Score 90.0")


def test_the_waiting_list_counts_on_from_page_to_page(login):
    policy({"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 1})
    for number in range(52):
        scored(f"Company {number:02}", 99_000 - number * 100)
    tiers_run(now=NOON)
    client = login("read_only")

    page = text(client.get(f"{client.base}/tiers/waiting/tier-1/?page=2"))

    assert "Company 51" in page and "Company 50" not in page
    assert '<td class="cell-number">51</td>' in page


def test_a_waiting_list_of_an_unknown_tier_is_not_found(login):
    policy()

    assert login("manager").get("/w/acme/tiers/waiting/nonsense/").status_code == 404


def test_a_manager_may_ask_for_a_run_and_a_rep_may_not(login):
    policy()

    assert login("rep").post("/w/acme/tiers/run/").status_code == 403
    assert not Job.objects.exists()
    assert login("manager").post("/w/acme/tiers/run/").status_code == 302
    assert Job.objects.get().kind == "tiers.run"


def test_the_vetoes_page_tells_those_in_force_from_those_over(login):
    policy()
    today = NOON.date()
    rows: dict[str, Any] = {"Held": "2999-01-01", "Over": today, "Taken back": "2999-01-01"}
    for name, day in rows.items():
        TierVeto.objects.create(account=scored(name, 1), reason=f"Because {name}", vetoed_at=NOON, expires_on=day)
    TierVeto.objects.filter(account__name="Taken back").update(revoked_at=NOON + timedelta(hours=1))
    client = login("read_only")

    held = text(client.get(f"{client.base}/tiers/vetoes/"))
    everything = text(client.get(f"{client.base}/tiers/vetoes/?all=yes"))

    assert "Because Held" in held and "Because Over" not in held and "Because Taken back" not in held
    assert all(word in everything for word in ("Because Over", "Expired", "Revoked", "In force"))
