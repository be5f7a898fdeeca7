"""What Celery calls: opens the tenant, works, and closes it again."""

from __future__ import annotations

from outbox.models import Job, Message
from outbox.services import job_enqueue, message_append
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


def test_a_job_runs_for_its_tenant_alone(acme, globex):
    with registered(job=lambda run: {"tenant": current_tenant_id()}):
        with tenant_context(acme.pk):
            job = job_enqueue(kind="probe", payload={})
        run_job(globex.pk, job.pk)
        run_job(acme.pk, job.pk)

    with tenant_context(acme.pk):
        assert Job.objects.get().result == {"tenant": acme.pk}
