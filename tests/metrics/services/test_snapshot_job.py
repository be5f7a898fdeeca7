"""However often the snapshots are asked for, one job waits for them."""

from __future__ import annotations

from metrics.services.snapshot_job import SNAPSHOTS, snapshots_request
from outbox.models import Job
from outbox.services import outbox_drain
from tenancy.context import tenant_context


def test_requests_join_the_job_that_waits(as_acme):
    for _ in range(3):
        snapshots_request()

    assert list(Job.objects.values_list("kind", "state", "seq", "payload")) == [(SNAPSHOTS, "queued", 3, {})]


def test_a_request_after_the_job_is_done_makes_another(as_acme):
    snapshots_request()
    outbox_drain()

    snapshots_request()

    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["done", "queued"]


def test_each_workspace_has_a_job_of_its_own(acme, globex):
    for tenant in (acme, globex):
        with tenant_context(tenant.pk):
            snapshots_request()

    with tenant_context(acme.pk):
        assert Job.objects.get().tenant_id == acme.pk
