from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from outbox.models import Job
from outbox.registry import JOB_KINDS, JobRun
from outbox.services import message_append, outbox_drain
from tests.tiers.factories import NOON, placed, policy, primary_version, scored, standing
from tiers.services.run import tiers_run


def test_tiers_follow_changed_fits_without_judging_everybody(as_acme):
    tiers = policy()
    primary_version()
    tiers_run(now=NOON)
    accounts = [scored(name, 90_000) for name in "AB"]
    message_append(topic="fit.changed", keys=[account.pk for account in accounts])

    outbox_drain()

    assert standing(*tiers)["tier-1"] == ["A", "B"]
    assert not Job.objects.filter(kind="tiers.run").exists()


def test_a_scoring_that_moved_too_many_is_followed_by_one_run_over_everybody(as_acme):
    tiers = policy()
    tiers_run(now=NOON)
    scored("A", 90_000)
    message_append(topic="fits.rescored", keys=[0])

    outbox_drain()

    assert standing(*tiers)["tier-1"] == ["A"]
    assert Job.objects.filter(kind="tiers.run", state="done").count() == 1


def test_dwell_ends_with_the_night(as_acme):
    tiers = policy({"promote_milli": 50_000, "stay_milli": 40_000, "dwell_days": 30})
    placed(scored("A", 10_000), tiers[0], days_ago=29)
    tiers_run(now=NOON)
    nightly = JOB_KINDS["tiers.nightly"].run
    run = JobRun(job_id=1, public_id=uuid4(), payload={}, now=NOON + timedelta(hours=23), attempt=1)

    assert nightly(run) == {"moved": 0, "proposed": 0, "sizes": {str(tiers[0].pk): 1}, "warnings": 0}
    assert nightly(replace(run, now=NOON + timedelta(days=1))) == {
        "moved": 1,
        "proposed": 0,
        "sizes": {str(tiers[0].pk): 0},
        "warnings": 0,
    }
