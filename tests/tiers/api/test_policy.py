from __future__ import annotations

from typing import Any

import pytest

from outbox.models import Job
from tests.tiers.factories import NOON, primary_version, scored
from tiers.selectors.policy import policy_current
from tiers.services.policy import starter_policy_create
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/api/v1/tiers/policy"
TOP: dict[str, Any] = {"name": "Top", "level": "one_to_one", "promote_milli": 70_500, "stay_milli": 60_000}


def test_the_policy_is_read_with_its_tiers_sizes_and_warnings(api):
    starter_policy_create(now=NOON)
    scored("A", 90_000)
    tiers_run(now=NOON)

    found = api("tiers:read").get(URL).json()

    assert (found["preset"], found["version"], found["team_hours_per_week"]) == ("tiers_123", 1, None)
    assert found["last_run_at"] == "2026-03-02T12:00:00Z"
    top = found["tiers"][0]
    assert (top["key"], top["capacity"], top["promote_milli"], top["hours_per_week"], top["accounts"]) == (
        "tier-1",
        50,
        75_000,
        "3.00",
        1,
    )
    assert found["warnings"][0] == {"code": "minimum_unmet", "tier": "tier-1", "actual": 1, "limit": 20}


def test_the_policy_is_replaced_and_a_run_follows(api):
    starter_policy_create(now=NOON)
    body = {"version": 1, "team_hours_per_week": "40.50", "tiers": [TOP | {"capacity": 5, "channels": ["Phone"]}]}

    answer = api("tiers:write").put(URL, body, content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["team_hours_per_week"] == "40.50"
    (tier,) = policy_current().tiers
    assert (tier.key, tier.capacity, tier.channels) == ("top", 5, ["Phone"])
    assert Job.objects.filter(kind="tiers.run").exists()


def test_a_policy_that_breaks_a_rule_names_the_field(api):
    starter_policy_create(now=NOON)

    answer = api().put(URL, {"tiers": [TOP | {"stay_milli": 70_000}]}, content_type="application/json")

    assert answer.status_code == 400
    assert "65.5" in answer.content.decode() and "stay_milli" in answer.content.decode()
    assert len(policy_current().tiers) == 3


def test_an_older_version_is_refused(api):
    starter_policy_create(now=NOON)

    assert api().put(URL, {"version": 9, "tiers": [TOP]}, content_type="application/json").status_code == 409


def test_a_workspace_without_a_policy_answers_not_found(api):
    assert api().get(URL).status_code == 404


def test_settings_of_the_policy_are_told_and_those_left_out_stay(api):
    starter_policy_create(now=NOON)
    version = primary_version()
    body = {"tiers": [TOP], "approval": "owner", "profile": "fit", "sdrs": 2, "aes": 3, "hours_per_person": "32.00"}
    names = ("approval", "profile", "sdrs", "aes", "hours_per_person")

    api("tiers:write").put(URL, body, content_type="application/json")
    again = api("tiers:write").put(URL, {"tiers": [TOP]}, content_type="application/json").json()

    assert {name: again[name] for name in names} == {name: body[name] for name in names}
    assert policy_current().row.profile_id == version.profile_id
    unknown = api("tiers:write").put(URL, {"tiers": [TOP], "profile": "nobody"}, content_type="application/json")
    assert unknown.status_code == 404
