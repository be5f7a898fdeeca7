"""A slot fires once, whoever looks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from outbox.domain.schedule import DailyAt, Every, Periodic
from outbox.models import Job, Slot
from outbox.services.periodic import periodic_fire
from tenancy.context import tenant_context

ENTRIES = [Periodic("probe.daily", DailyAt(time(2, 0))), Periodic("probe.often", Every(timedelta(minutes=10)))]
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _kinds(tenant):
    with tenant_context(tenant.pk):
        return sorted(Job.objects.values_list("kind", flat=True))


def test_two_schedulers_fire_a_slot_once_for_every_tenant(acme, globex):
    assert periodic_fire(entries=ENTRIES, now=NOON) == 4
    assert periodic_fire(entries=ENTRIES, now=NOON + timedelta(seconds=1)) == 0

    assert _kinds(acme) == _kinds(globex) == ["probe.daily", "probe.often"]


def test_the_next_slot_fires_again(acme):
    periodic_fire(entries=ENTRIES, now=NOON)

    assert periodic_fire(entries=ENTRIES, now=NOON + timedelta(minutes=10)) == 1
    assert periodic_fire(entries=ENTRIES, now=NOON + timedelta(days=1)) == 2


def test_a_day_begins_in_the_tenants_own_time_zone(acme, globex):
    entries = [Periodic("probe.daily", DailyAt(time(0, 30)))]
    periodic_fire(entries=entries, now=datetime(2026, 1, 5, 12, tzinfo=UTC))

    assert periodic_fire(entries=entries, now=datetime(2026, 1, 5, 23, 40, tzinfo=UTC)) == 1  # Budapest's, not UTC's

    assert sorted(Slot.objects.values_list("slot", flat=True)) == sorted(
        [f"{acme.pk}:2026-01-05", f"{acme.pk}:2026-01-06", f"{globex.pk}:2026-01-05"]
    )


def test_a_slot_and_its_job_are_one_transaction(acme, monkeypatch):
    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr("outbox.services.periodic.job_enqueue", fail)
    with pytest.raises(RuntimeError):
        periodic_fire(entries=ENTRIES, now=NOON)

    assert not Slot.objects.exists()
