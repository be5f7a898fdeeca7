from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import FitScore, IcpProfile, IcpVersion
from outbox.models import Job
from tests.tiers.factories import NOON, placed, primary_version, scored, standing
from tiers.models import Tier, TierPin, TierPolicy
from tiers.selectors.policy import policy_current
from tiers.services.policy import (
    PolicyChangedError,
    PolicyRefusedError,
    PolicySettings,
    TierSpec,
    policy_update,
    preset_specs,
    starter_policy_create,
)
from tiers.services.run import tiers_run
from users.models import AuditEntry
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor.of_command("test")
ONE = TierSpec(name="Key accounts", level="one_to_one", promote_milli=70_000, stay_milli=60_000, capacity=5)
TWO = TierSpec(name="The rest", level="one_to_many", promote_milli=0, stay_milli=0)


def save(*specs, **more):
    given = {"settings": PolicySettings(), "actor": ACTOR, "now": NOON} | more
    return policy_update(specs=specs, **given)


def test_a_new_workspace_starts_with_tier_1_2_3():
    starter_policy_create(now=NOON)

    policy = policy_current()
    assert [(t.position, t.key, t.name, t.promote_milli, t.stay_milli, t.capacity) for t in policy.tiers] == [
        (1, "tier-1", "Tier 1", 75_000, 65_000, 50),
        (2, "tier-2", "Tier 2", 55_000, 45_000, 200),
        (3, "tier-3", "Tier 3", 0, 0, None),
    ]
    assert policy.row.preset == "tiers_123"
    assert policy.tiers[0].involved == ["Account executive", "SDR", "Marketer", "Executive sponsor"]
    assert policy.tiers[0].hours_per_week_hundredths == 300


def test_an_edit_keeps_a_tier_with_the_same_name_and_asks_for_a_run():
    starter_policy_create(now=NOON)
    before = Tier.objects.get(key="tier-1").pk
    specs = preset_specs("tiers_123")

    row = save(
        replace(specs[0], capacity=30), *specs[1:], settings=PolicySettings(team_hours_per_week_hundredths=20_000)
    )

    tier = Tier.objects.get(key="tier-1")
    assert (tier.pk, tier.capacity) == (before, 30)
    assert (row.version, row.preset, row.team_hours_per_week_hundredths) == (2, "", 20_000)
    assert Job.objects.filter(kind="tiers.run").exists()
    assert AuditEntry.objects.get().action == "tier_policy.update"


def test_an_unchanged_preset_is_remembered_by_its_name():
    starter_policy_create(now=NOON)

    assert save(*preset_specs("strategic"), preset="strategic").preset == "strategic"


def test_a_tier_that_is_taken_out_is_retired_and_its_accounts_are_judged_anew():
    starter_policy_create(now=NOON)
    old = Tier.objects.get(key="tier-2")
    account = scored("A", 80_000)
    placed(account, old)
    TierPin.objects.create(account=account, tier=old, reason="r", pinned_at=NOON)

    save(ONE, TWO)
    tiers_run(now=NOON)

    old.refresh_from_db()
    assert old.position is None
    assert not TierPin.objects.exists()
    assert standing() == {"key-accounts": ["A"]}


def test_a_tier_that_comes_back_is_the_same_tier():
    starter_policy_create(now=NOON)
    first = Tier.objects.get(key="tier-1").pk

    save(ONE)
    save(*preset_specs("tiers_123"))

    assert Tier.objects.get(key="tier-1").pk == first
    assert [tier.key for tier in policy_current().tiers] == ["tier-1", "tier-2", "tier-3"]


def test_tiers_may_change_places():
    starter_policy_create(now=NOON)
    same = [TierSpec(name=name, level="one_to_few", promote_milli=50_000, stay_milli=40_000) for name in ("A", "B")]
    save(*same)
    save(*reversed(same))

    assert [tier.name for tier in policy_current().tiers] == ["B", "A"]


def test_a_policy_that_breaks_a_rule_names_the_field_and_what_would_be_right():
    starter_policy_create(now=NOON)

    with pytest.raises(PolicyRefusedError) as refused:
        save(replace(ONE, stay_milli=66_000), replace(TWO, name="!"))

    assert refused.value.fields == {
        "tiers.0.stay_milli": "The stay line must be 65 or lower: at least 5 points under the promote line.",
        "tiers.1.name": "Give the tier a name with letters or digits.",
    }
    assert TierPolicy.objects.get().version == 1


def test_an_edit_of_an_older_state_is_refused():
    starter_policy_create(now=NOON)
    save(ONE, version=1)

    with pytest.raises(PolicyChangedError):
        save(TWO, version=1)


def test_a_run_ranks_by_the_profile_the_policy_names():
    tiers = policy_with(profile="priority")
    high, low = scored("High fit", 90_000), scored("Low fit", 10_000)
    version = IcpVersion.objects.get(profile__key="priority")
    for account, milli in ((high, 20_000), (low, 95_000)):
        FitScore.objects.create(
            profile=version.profile,
            account=account,
            version_id=version.pk,
            score_milli=milli,
            potential_milli=milli,
            shares=[],
            scored_at=NOON,
        )

    tiers_run(now=NOON)

    assert standing(*tiers) == {"key-accounts": ["Low fit"], "the-rest": ["High fit"]}


def policy_with(*, profile: str):
    starter_policy_create(now=NOON)
    primary_version()
    chosen = IcpProfile.objects.create(key=profile, name=profile)
    IcpVersion.objects.create(profile=chosen, number=1, status="published")
    save(ONE, TWO, settings=PolicySettings(profile_id=chosen.pk))
    return policy_current().tiers


def test_settings_are_refused_where_they_make_no_sense():
    starter_policy_create(now=NOON)

    for settings in (PolicySettings(approval="never"), PolicySettings(profile_id=1), PolicySettings(sdr_count=-1)):
        with pytest.raises(PolicyRefusedError):
            save(ONE, settings=settings)
