from __future__ import annotations

from typing import Any

import pytest

from accounts.models import IcpProfile
from tests.tiers.factories import NOON, primary_version, scored, standing
from tiers.models import Tier, TierAssignment
from tiers.selectors.policy import policy_current
from tiers.services.policy import starter_policy_create
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/w/acme/tiers/policy/"


def form(*tiers: Any, **more: object) -> dict[str, object]:
    given: dict[str, object] = {
        "tiers-TOTAL_FORMS": len(tiers),
        "tiers-INITIAL_FORMS": 0,
        "version": 1,
        "team_hours": "",
        "approval": "auto",
    }
    for number, tier in enumerate(tiers):
        values = {"level": "one_to_one", "capacity": "", "minimum": "", "dwell_days": "", "hours": ""} | tier
        given |= {f"tiers-{number}-{name}": value for name, value in values.items()}
    return given | more


TOP = {"name": "Top", "promote": "70.5", "stay": "60", "capacity": "1", "channels": "Phone, E-mail"}
REST = {"name": "Rest", "promote": "0", "stay": "0"}


def test_everybody_sees_the_policy_and_only_managers_may_change_it(login):
    starter_policy_create(now=NOON)

    page = login("rep").get(URL).content.decode()
    assert "Tier 2" in page and 'value="save"' not in page
    assert login("rep").post(URL, form(TOP)).status_code == 403


def test_a_preset_fills_the_form_without_saving_it(login):
    starter_policy_create(now=NOON)

    page = login("manager").get(URL + "?preset=strategic&add=1").content.decode()

    assert "Programmatic" in page and "New tier" in page
    assert [tier.name for tier in policy_current().tiers] == ["Tier 1", "Tier 2", "Tier 3"]


def test_a_preview_shows_who_would_move_and_changes_nothing(login):
    starter_policy_create(now=NOON)
    for name, milli in (("Alpha", 90_000), ("Beta", 72_000)):
        scored(name, milli)
    tiers_run(now=NOON)
    before = standing()

    page = login("manager").post(URL, form(TOP, REST, action="preview")).content.decode()

    assert "2 accounts would move" in page
    assert "Score 90.0 reached the promote line of 70.5" in page
    assert standing() == before
    assert set(Tier.objects.exclude(position=None).values_list("key", flat=True)) == {"tier-1", "tier-2", "tier-3"}
    assert TierAssignment.objects.count() == 2


def test_saving_replaces_the_tiers(login):
    starter_policy_create(now=NOON)

    response = login("manager").post(URL, form(TOP, REST, action="save", team_hours="120.5"))

    assert response.status_code == 302
    policy = policy_current()
    assert [(t.name, t.promote_milli, t.stay_milli, t.capacity, t.channels) for t in policy.tiers] == [
        ("Top", 70_500, 60_000, 1, ["Phone", "E-mail"]),
        ("Rest", 0, 0, None, []),
    ]
    assert policy.row.team_hours_per_week_hundredths == 12_050


def test_a_tier_marked_to_go_is_left_out(login):
    starter_policy_create(now=NOON)

    login("manager").post(URL, form(TOP | {"DELETE": "on"}, REST, action="save"))

    assert [tier.name for tier in policy_current().tiers] == ["Rest"]


def test_a_fault_stands_at_its_field(login):
    starter_policy_create(now=NOON)

    response = login("manager").post(URL, form(TOP | {"stay": "69"}, REST, action="save"))

    assert response.status_code == 422
    assert "The stay line must be 65.5 or lower" in response.content.decode()
    assert len(policy_current().tiers) == 3


def test_an_older_form_is_refused(login):
    starter_policy_create(now=NOON)
    client = login("manager")
    client.post(URL, form(TOP, action="save"))

    response = client.post(URL, form(REST, action="save"))

    assert response.status_code == 422
    assert "Somebody else has changed the policy" in response.content.decode()


def test_the_team_its_ranking_and_who_approves_are_saved_with_the_policy(login):
    starter_policy_create(now=NOON)
    version = primary_version()
    more = {"approval": "owner", "profile": version.profile_id, "sdrs": "2", "aes": "3", "hours_per_person": "30"}

    response = login("manager").post(URL, form(TOP, REST, action="save", **more))

    assert response.status_code == 302
    row = policy_current().row
    assert (row.approval, row.profile_id, row.sdr_count, row.ae_count, row.hours_per_person_hundredths) == (
        "owner",
        version.profile_id,
        2,
        3,
        3_000,
    )


def test_a_profile_without_published_version_cannot_rank(login):
    starter_policy_create(now=NOON)
    draft = IcpProfile.objects.create(key="draft", name="Draft")

    response = login("manager").post(URL, form(TOP, REST, action="save", profile=draft.pk))

    assert response.status_code == 422


def test_a_priority_profile_is_made_as_a_draft_and_opened(login):
    starter_policy_create(now=NOON)
    primary_version()

    response = login("manager").post("/w/acme/tiers/policy/priority/")

    assert response.url == "/w/acme/icp/priority/versions/1/"
    assert IcpProfile.objects.get(key="priority").versions.get().status == "draft"
