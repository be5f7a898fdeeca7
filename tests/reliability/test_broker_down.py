"""Without a broker the user notices nothing, and nothing is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app

from outbox.models import Job
from outbox.services import job_enqueue, ring
from tenancy.context import tenant_atomic
from tenancy.models import Tenant

pytestmark = [pytest.mark.reliability, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_broker(tmp_path, monkeypatch):
    """The application's broker address leads nowhere."""
    app: Any = current_app
    monkeypatch.setattr(ring, "_quiet_until", 0.0)
    monkeypatch.setattr(ring, "QUIET_SECONDS", 3600.0)
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{tmp_path}/nobody.sock")
    _forget_connections(app)
    yield
    _forget_connections(app)


def _forget_connections(app: Any) -> None:
    app._pool = app.amqp._producer_pool = None


def test_a_write_asks_the_broker_once_and_its_job_waits_in_the_database(no_broker, monkeypatch):
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    tries: list[ring.Ring] = []
    send = ring.Ring._send

    def counted(rung: ring.Ring) -> None:
        tries.append(rung)
        send(rung)

    monkeypatch.setattr(ring.Ring, "_send", counted)

    with tenant_atomic(tenant.pk):
        for _ in range(20):
            job_enqueue(kind="outbox.purge", payload={})

    assert len(tries) == 1  # then the broker is left alone for a while; how long one try takes is told by benchmarks/
    with tenant_atomic(tenant.pk):
        assert Job.objects.filter(state="queued").count() == 20
    assert ring._quiet_until > 0.0
