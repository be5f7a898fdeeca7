"""Background work without a tenant raises; with one it touches no other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from outbox import registry
from outbox.models import Job
from outbox.services import job_enqueue, message_append, outbox_drain, range_job_enqueue
from tenancy.context import TenantError, tenant_context
from tenancy.models import Tenant
from tests.security.api_rows import SMALLEST, stored
from tests.security.checksums import tenant_checksums, tenant_models
from users.services import Actor
from users.services.workspaces import tenant_create

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACELESS = {"outbox.mail"}  # sends what its payload says; reads nothing


def _run(**given: Any) -> dict[str, Any]:
    return {"job_id": 1, "public_id": uuid4(), "payload": {}, "now": NOW, "attempt": 1, **given}


@pytest.mark.parametrize("name", sorted(registry.CONSUMERS))
def test_a_consumer_without_a_tenant_raises(db, name):
    with pytest.raises((TenantError, DatabaseError)), transaction.atomic():
        registry.CONSUMERS[name].run(keys=[1], now=NOW)


@pytest.mark.parametrize("kind", sorted(set(registry.JOB_KINDS) - PLACELESS))
def test_a_job_without_a_tenant_raises(db, kind):
    # a payload that names nothing may be refused first (KeyError): that touches no tenant either
    with pytest.raises((TenantError, DatabaseError, KeyError)), transaction.atomic():
        registry.JOB_KINDS[kind].run(registry.JobRun(**_run()))


@pytest.mark.parametrize("kind", sorted(registry.RANGE_KINDS))
def test_a_range_without_a_tenant_raises(db, kind):
    with pytest.raises((TenantError, DatabaseError, KeyError)), transaction.atomic():
        registry.RANGE_KINDS[kind].run(registry.RangeRun(**_run(lower=0, upper=10)))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: job_enqueue(kind="outbox.purge", payload={}),
        lambda: range_job_enqueue(kind="outbox.purge", ranges=[(0, 1)], payload={}),
        lambda: message_append(topic="account.changed", keys=[1]),
        outbox_drain,
    ],
)
def test_asking_for_work_without_a_tenant_raises(db, ask):
    with pytest.raises((TenantError, DatabaseError)), transaction.atomic():
        ask()


def _workspace(slug: str) -> Tenant:
    return tenant_create(
        slug=slug,
        name=slug.title(),
        owner_email=f"owner@{slug}.test",
        password="correct horse battery",
        now=NOW,
        actor=Actor.of_command("test"),
    )


def test_work_of_one_workspace_leaves_every_row_of_another_as_it_was(db, acme, api):
    acme, globex = _workspace("own"), _workspace("other")
    for resource in sorted(SMALLEST):
        for tenant in (acme, globex):
            client = api(tenant=tenant)
            if client.get(f"/api/v1/{resource}").status_code != 404:
                stored(client, resource)
    with tenant_context(globex.pk):
        foreign = sorted({pk for model in tenant_models() for pk in model.objects.values_list("pk", flat=True)})
        Job.objects.all().delete()
    before = tenant_checksums(globex)

    with tenant_context(acme.pk):
        for name in sorted(registry.CONSUMERS):
            with transaction.atomic():
                registry.CONSUMERS[name].run(keys=foreign, now=NOW)
        for kind in sorted(registry.RANGE_KINDS):
            run = registry.RangeRun(
                **_run(lower=0, upper=foreign[-1] + 1, payload={"reason": "test", "since": NOW.isoformat()})
            )
            _tolerate(lambda kind=kind, run=run: registry.RANGE_KINDS[kind].run(run))
        for kind in sorted(set(registry.JOB_KINDS) - PLACELESS):
            _tolerate(lambda kind=kind: registry.JOB_KINDS[kind].run(registry.JobRun(**_run())))

    assert foreign
    assert tenant_checksums(globex) == before


def _tolerate(work: Any) -> None:
    try:
        with transaction.atomic():
            work()
    except KeyError:
        pass  # the payload names nothing: refused before it touched anything
