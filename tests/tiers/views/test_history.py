from __future__ import annotations

from datetime import date

import pytest

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.selectors.changes import day_end
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


def test_the_bridge_counts_and_names_the_moves(login):
    tiers = policy()
    placed(scored("Alpha", 90_000), tiers[0])
    falling = scored("Beta", 45_000)
    placed(falling, tiers[0])
    scored("Gamma", 10_000)
    tiers_run(now=NOON)

    page = login("read_only").get("/w/acme/tiers/bridge/?from=2026-03-01&to=2026-03-02").content.decode()

    assert "Tier 1: 1" in page  # came from, went to
    assert "no tier: 1" in page
    assert "Score 45.0 fell under the stay line of 60 of the tier above" in page


def test_days_in_the_wrong_order_are_refused(login):
    policy()

    response = login("read_only").get("/w/acme/tiers/bridge/?from=2026-03-02&to=2026-03-01")

    assert response.status_code == 422
    assert "Choose a day on or after the first one." in response.content.decode()


def test_the_moves_come_as_a_file(login):
    policy()
    scored("Alpha", 90_000)
    tiers_run(now=NOON)

    response = login("read_only").get("/w/acme/tiers/bridge/?from=2026-03-01&to=2026-03-02&format=csv")

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2 and "Alpha,Tier 1" in lines[1]


def test_a_day_ends_at_midnight_of_the_active_zone():
    assert day_end(date(2026, 3, 1)).isoformat() == "2026-03-01T23:59:59.999999+00:00"
