from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, policy, scored
from tests.tiers.views.test_board import text
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


def test_capacity_shows_hours_ratio_warnings_and_owners(login):
    client = login("rep")
    policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 20, "hours_per_week_hundredths": 600},
        sdr_count=1,
        ae_count=3,
        hours_per_person_hundredths=100,
    )
    scored("Alpha", 90_000, owner=client.user)
    tiers_run(now=NOON)

    page = text(client.get("/w/acme/tiers/capacity/"))

    assert "The tiers need 6 hours a week; the team has 4." in page
    assert "One SDR serves 3 AEs; usual are 1 to 2.5." in page
    assert "Too few hours" in page
    assert client.user.get_full_name() in page
    rows = text(client.get("/w/acme/tiers/capacity/?format=csv")).splitlines()
    assert rows[0].endswith("owner,tier-1,hours_needed,hours_available")
    assert rows[1].endswith(",1,6,1")


def test_a_workspace_that_says_no_hours_is_told_where_to_say_them(login):
    policy()

    page = text(login("rep").get("/w/acme/tiers/capacity/"))

    assert "Say in the policy how many hours the team" in page
    assert "No account in a tier yet" in page


def test_the_policy_can_be_sized_by_hours(login):
    policy(
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 20, "hours_per_week_hundredths": 600},
        team_hours_per_week_hundredths=8_000,
    )

    page = text(login("manager").get("/w/acme/tiers/policy/?sizes=hours"))

    assert 'name="tiers-0-capacity" value="13"' in page
