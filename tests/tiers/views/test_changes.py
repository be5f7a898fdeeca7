from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, placed, policy, scored
from tests.tiers.views.test_board import text
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
ADDRESS = "/w/acme/tiers/then-now/?from=2026-03-01&to=2026-03-02"


@pytest.fixture
def history():
    tiers = policy()
    placed(scored("Falling", 45_000), tiers[0])
    placed(scored("Staying", 90_000), tiers[0])
    tiers_run(now=NOON)


def test_then_and_now_shows_who_changed_and_with_all_everybody(login, history):
    client = login("read_only")

    page, everybody = text(client.get(ADDRESS)), text(client.get(f"{ADDRESS}&who=all"))

    assert "Falling" in page and "Staying" not in page
    assert "Falling" in everybody and "Staying" in everybody


def test_then_and_now_is_narrowed_by_tier_and_comes_as_a_file(login, history):
    client = login("read_only")

    rows = text(client.get(f"{ADDRESS}&format=csv&now=tier-2")).splitlines()

    assert [row.split(",", 1)[1] for row in rows] == [
        "account,tier_then,tier_now,first_tier",
        "Falling,Tier 1,Tier 2,Tier 1",
    ]
    assert "Nobody" in text(client.get(f"{ADDRESS}&now=tier-3"))


def test_wrong_days_are_refused(login, history):
    answer = login("read_only").get("/w/acme/tiers/then-now/?from=2026-03-02&to=2026-03-01")

    assert answer.status_code == 422


def test_the_bridge_shows_churn_and_what_could_be_misread(login, history):
    page = text(login("read_only").get("/w/acme/tiers/bridge/?from=2020-03-01&to=2999-03-02"))

    assert "The history begins on" in page
    assert "The second day has not come yet" in page
    page = text(login("read_only").get("/w/acme/tiers/bridge/?from=2026-03-01&to=2026-03-02"))
    assert "33.3" in page  # one of two left: 1 ÷ (2 + 1)
