"""Workers and broker are killed without a warning; every job still takes effect exactly once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from outbox.models import Job
from tenancy.context import tenant_atomic
from tenancy.models import Tenant
from tests.reliability.stage import EFFECTS, Stage, as_owner, wait_until

pytestmark = [pytest.mark.reliability, pytest.mark.django_db(transaction=True)]

JOBS = 2000
WORKER_KILLS_AT = (150, 500, 850, 1200, 1550)  # effects done by then
BROKER_KILLS_AT = (300, 1000, 1700)
BROKER_DOWN_SECONDS = 1.0
PATIENCE_SECONDS = 600  # for what takes seconds where nothing else runs


@pytest.fixture
def stage(tmp_path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    as_owner(EFFECTS)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        as_owner("drop table probe_effect")


@pytest.fixture
def tenant() -> Tenant:
    made: Tenant = Tenant.objects.create(slug="acme", name="Acme")
    return made


def _effects(tenant: Tenant) -> tuple[int, int]:
    """Return (rows, different jobs)."""
    with tenant_atomic(tenant.pk), connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct job_id) from probe_effect")
        rows, jobs = cursor.fetchone()
        return int(rows), int(jobs)


def _reached(tenant: Tenant, effects: int) -> bool:
    return _effects(tenant)[0] >= effects


def _states(tenant: Tenant) -> dict[str, int]:
    with tenant_atomic(tenant.pk):
        states = list(Job.objects.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}


def test_two_thousand_jobs_survive_five_worker_kills_and_three_broker_kills(stage, tenant):
    """Among them one job that kills its own worker process: it dies after eight tries, and harms no other."""
    asking = stage.enqueue(tenant.pk, ("probe.poison", 1), ("probe.effect", JOBS))
    kills = sorted([(at, "worker") for at in WORKER_KILLS_AT] + [(at, "broker") for at in BROKER_KILLS_AT])

    for number, (at, what) in enumerate(kills):
        wait_until(partial(_reached, tenant, at), PATIENCE_SECONDS, f"{at} effects\n{stage.logs()}")
        if what == "worker":
            stage.workers[number % 2].kill()
            stage.workers[number % 2].start()
        else:
            stage.broker.kill()
            time.sleep(BROKER_DOWN_SECONDS)
            stage.broker.start()

    wait_until(lambda: _states(tenant) == {"dead": 1, "done": JOBS}, PATIENCE_SECONDS, f"an end\n{stage.logs()}")
    assert asking.wait() == 0
    assert _effects(tenant) == (JOBS, JOBS)
    with tenant_atomic(tenant.pk):
        poison = Job.objects.get(kind="probe.poison")
    assert (poison.attempts, poison.last_error) == (9, "the worker died while it ran this")
