"""What Celery calls: opens the tenant, works, and closes it again."""

from __future__ import annotations

from django.utils import timezone

from outbox.models import Job, Message
from outbox.services import job_enqueue, message_append, outbox_drain
from outbox.services.ring import Ring
from outbox.tasks import consume, run_job
from tenancy.context import current_tenant_id, tenant_context
from tests.outbox.probe import registered


def test_a_consumer_works_off_batch_after_batch(acme):
    seen = []

    with registered(consumer=lambda *, keys, now: seen.append((current_tenant_id(), keys)), batch=2):
        with tenant_context(acme.pk):
            message_append(topic="probe.changed", keys=[1, 2, 3])
        consume(acme.pk, "probe")

    assert seen == [(acme.pk, [1, 2]), (acme.pk, [3])]
    assert current_tenant_id() is None
    with tenant_context(acme.pk):
        assert not Message.objects.exists()


def test_one_ring_brings_several_consumers_one_after_the_other(acme, monkeypatch):
    taken = []

    def run(*, name, now):
        taken.append(name)
        return taken.count(name) < 2  # the first batch is followed by one more look

    monkeypatch.setattr("outbox.tasks.consumer_run", run)
    consume(acme.pk, "first", "second")

    assert taken == ["first", "first", "second", "second"]


def test_a_consumer_out_of_time_rings_for_itself_and_for_those_after_it(acme, monkeypatch):
    rung = []
    monkeypatch.setattr("outbox.tasks.consumer_run", lambda *, name, now: 1)
    monkeypatch.setattr("outbox.tasks.TURN_SECONDS", -1.0)
    monkeypatch.setattr(Ring, "__call__", lambda self: rung.append(self))
    consume(acme.pk, "first", "second")

    assert rung == [Ring(tenant_id=acme.pk, consumers=("first", "second"))]


def test_a_job_runs_for_its_tenant_alone(acme, globex):
    with registered(job=lambda run: {"tenant": current_tenant_id()}):
        with tenant_context(acme.pk):
            job = job_enqueue(kind="probe", payload={})
        run_job(globex.pk, job.pk)
        run_job(acme.pk, job.pk)

    with tenant_context(acme.pk):
        assert Job.objects.get().result == {"tenant": acme.pk}


def test_work_counts_days_in_the_workspaces_time_zone(acme):
    seen = []

    def name(**_):
        seen.append(timezone.get_current_timezone_name())

    with registered(consumer=name, job=lambda run: name()):
        with tenant_context(acme.pk):
            message_append(topic="probe.changed", keys=[1])
            job = job_enqueue(kind="probe", payload={})
        consume(acme.pk, "probe")
        run_job(acme.pk, job.pk)
        with tenant_context(acme.pk):
            message_append(topic="probe.changed", keys=[1])
            outbox_drain()

    assert seen == ["Europe/Budapest"] * 3
    assert timezone.get_current_timezone_name() == "UTC"
