"""A worker that froze beyond its lease and thaws again commits nothing, however often others had the work meanwhile.

Its transaction is open on one connection; what happens while it is frozen happens, and is committed, on another one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from outbox import registry
from outbox.models import Job, Message, Slot
from outbox.services import job_enqueue, job_retry, message_append, range_job_enqueue
from outbox.services.jobs import JobClaim, job_claim, job_finish
from outbox.services.lease import LeaseKeeper
from outbox.services.messages import Claim, message_claim, message_finish
from outbox.services.run import consumer_run, job_run
from tenancy.context import tenant_context
from tenancy.models import Tenant
from tests.outbox.probe import registered

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
FROZEN, QUICK, LATEST = "frozen", "quick", "latest"


@pytest.fixture
def tenant() -> Tenant:
    made: Tenant = Tenant.objects.create(slug="acme", name="Acme")
    return made


@pytest.fixture(autouse=True)
def frozen(settings: Any) -> None:
    """A frozen worker renews nothing, however slowly things go on meanwhile."""
    settings.OUTBOX_PROGRESS_SECONDS = 3600.0


def effect(worker: str) -> None:
    Slot.objects.create(name="effect", slot=worker)


def effects() -> set[str]:
    return set(Slot.objects.filter(name="effect").values_list("slot", flat=True))


class Handler:
    """Leaves one effect a run. The first run then freezes for ``meanwhile``; the second does ``second``."""

    def __init__(self, tenant: Tenant, *, meanwhile: Callable[[], Any], second: Callable[[], object]) -> None:
        self.tenant, self.meanwhile, self.second = tenant, meanwhile, second
        self.runs = 0
        self.seen: list[Any] = []  # what came of ``meanwhile``

    def __call__(self, *_: Any, **__: Any) -> None:
        self.runs += 1
        effect(FROZEN if self.runs == 1 else QUICK)
        if self.runs == 1:
            thread = threading.Thread(target=self._elsewhere)
            thread.start()
            thread.join()
        else:
            self.second()

    def _elsewhere(self) -> None:
        try:
            with tenant_context(self.tenant.pk):
                with transaction.atomic():
                    Job.objects.filter(state=Job.State.RUNNING).update(available_at=LONG_AGO)  # the lease ends
                    Message.objects.update(available_at=LONG_AGO)
                self.seen.append(self.meanwhile())
        finally:
            connection.close()


def ask() -> int:
    return job_enqueue(kind="probe", payload={}, dedupe_key="once").pk


def finish(claim: JobClaim) -> None:
    with transaction.atomic():
        effect(LATEST)
        job_finish(claim=claim, result=None, progress=registry.Progress())


def test_a_job_asked_for_again_does_not_let_a_thawed_worker_in(tenant: Tenant) -> None:
    """The one that took over is asked for again; a third has that, as its first try, when the first thaws."""

    def meanwhile() -> JobClaim | None:
        job_run(job_id=job_id, now=NOON)
        return job_claim(job_id=job_id)

    work = Handler(tenant, meanwhile=meanwhile, second=ask)
    with registered(job=work), tenant_context(tenant.pk):
        with transaction.atomic():
            job_id = ask()
        job_run(job_id=job_id, now=NOON)
        assert effects() == {QUICK}

        (latest,) = work.seen
        finish(latest)
        with transaction.atomic():
            assert Job.objects.get().state == "done"
    assert effects() == {QUICK, LATEST}


def test_a_range_tried_again_by_hand_does_not_let_a_thawed_worker_in(tenant: Tenant) -> None:
    def meanwhile() -> JobClaim | None:
        with transaction.atomic():
            Job.objects.filter(pk=part_id).update(attempts=8)
        job_run(job_id=part_id, now=NOON)  # buried: its last worker recorded nothing
        job_retry(job_id=parent_id)
        return job_claim(job_id=part_id)

    work = Handler(tenant, meanwhile=meanwhile, second=lambda: None)
    with registered(ranges=work), tenant_context(tenant.pk):
        with transaction.atomic():
            parent_id = range_job_enqueue(kind="probe", ranges=[(0, 10)], payload={}).pk
            part_id = Job.objects.get(parent_id=parent_id).pk
        job_run(job_id=part_id, now=NOON)
        assert effects() == set()

        (latest,) = work.seen
        finish(latest)
        with transaction.atomic():
            assert Job.objects.get(pk=parent_id).state == "done"
    assert effects() == {LATEST}


def test_a_message_announced_again_does_not_let_a_thawed_worker_in(tenant: Tenant) -> None:
    def announce() -> None:
        message_append(topic="probe.changed", keys=[1])

    def meanwhile() -> Claim | None:
        consumer_run(name="probe", now=NOON)
        return message_claim(consumer=registry.CONSUMERS["probe"])

    work = Handler(tenant, meanwhile=meanwhile, second=announce)
    with registered(consumer=work), tenant_context(tenant.pk):
        announce()
        consumer_run(name="probe", now=NOON)
        assert effects() == {QUICK}

        (latest,) = work.seen
        with transaction.atomic():
            effect(LATEST)
            message_finish(consumer="probe", claim=latest)
            assert not Message.objects.exists()
    assert effects() == {QUICK, LATEST}


def test_a_thawed_worker_does_not_renew_the_lease_of_another(tenant: Tenant) -> None:
    with registered(job=lambda run: None), tenant_context(tenant.pk):
        job_id = ask()
        frozen = job_claim(job_id=job_id)
        assert frozen is not None
        with transaction.atomic():
            Job.objects.update(attempts=0, available_at=LONG_AGO)  # as after having been asked for again
        latest = job_claim(job_id=job_id)
        assert latest is not None and latest.attempts == frozen.attempts

        keeper = LeaseKeeper(frozen, registry.Progress())
        assert not keeper._renew(tenant.pk)
        assert LeaseKeeper(latest, registry.Progress())._renew(tenant.pk)
