"""The outbox's smaller services: the bell, the sweep, signs of life, mail, forgetting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from common.api.idempotency import StoredAnswer
from outbox.models import IdempotencyKey, Job, Message, Slot, Worker
from outbox.selectors import worker_age
from outbox.services import job_enqueue, mail_enqueue, message_append, outbox_drain
from outbox.services.drain import DrainError
from outbox.services.idempotency import AnswerStore
from outbox.services.purge import outbox_purge
from outbox.services.ring import Ring, how_to_run
from outbox.services.sweep import outbox_sweep, overdue_seconds
from outbox.services.workers import worker_beat
from tenancy.context import tenant_context
from tests.outbox.probe import registered

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def rings(monkeypatch):
    heard: list[Ring] = []
    monkeypatch.setattr(Ring, "__call__", lambda self: heard.append(self))
    return heard


def test_the_bell_rings_after_commit_once_for_the_same_work(as_acme, rings, django_capture_on_commit_callbacks):
    with registered(consumer=lambda *, keys, now: None), django_capture_on_commit_callbacks(execute=True):
        message_append(topic="probe.changed", keys=[1])
        message_append(topic="probe.changed", keys=[2])
        assert rings == []

    assert rings == [Ring(tenant_id=as_acme.pk, consumers=("probe",))]


def test_a_ring_of_a_rolled_back_savepoint_does_not_silence_the_next(
    as_acme, rings, django_capture_on_commit_callbacks
):
    with registered(consumer=lambda *, keys, now: None), django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            message_append(topic="probe.changed", keys=[1])
            transaction.set_rollback(True)
        message_append(topic="probe.changed", keys=[2])

    assert len(rings) == 1


def test_a_job_is_run_in_its_kinds_queue_with_its_limit():
    with registered(job=lambda run: None, options={"lease": 600}):
        assert how_to_run("probe") == ("bulk", 595)
    with registered(job=lambda run: None, options={"outside": True}):
        assert how_to_run("probe") == ("outside", 25)
    assert how_to_run("nobody.knows") == ("fast", 25)


def test_the_sweep_rings_for_what_is_overdue_of_every_tenant_and_damps_itself(acme, globex, rings):
    for tenant in (acme, globex):
        with tenant_context(tenant.pk), registered(consumer=lambda *, keys, now: None):
            message_append(topic="probe.changed", keys=[1, 2])
            job_enqueue(kind="outbox.purge", payload={})
            Message.objects.update(available_at=LONG_AGO)
            Job.objects.update(available_at=LONG_AGO)

    assert overdue_seconds() > 60
    assert outbox_sweep() == 4
    assert {(ring.tenant_id, ring.consumers, ring.kind) for ring in rings} == {
        (tenant.pk, *what) for tenant in (acme, globex) for what in ((("probe",), ""), ((), "outbox.purge"))
    }
    assert outbox_sweep() == 2  # announcements again; the jobs were rung for a moment ago


def test_the_sweep_leaves_alone_what_is_not_overdue(as_acme, rings):
    job_enqueue(kind="outbox.purge", payload={})

    assert outbox_sweep() == 0


def test_a_worker_gives_signs_of_life(db):
    assert worker_age() is None

    worker_beat(name="host:1")
    worker_beat(name="host:1")

    age = worker_age()
    assert age is not None and age < timedelta(minutes=1)
    assert Worker.objects.count() == 1


def test_mail_is_sent_once_with_a_stable_id_and_its_text_is_forgotten(as_acme):
    job = mail_enqueue(to="ann@acme.test", subject="Line\r\nBcc: x@y.test", text="secret link", html="<p>secret</p>")
    outbox_drain()
    outbox_drain()

    (sent,) = mail.outbox
    job.refresh_from_db()
    assert sent.subject == "Line Bcc: x@y.test"
    assert sent.extra_headers["Message-ID"].startswith(f"<{job.public_id}@")
    assert (job.state, job.payload) == ("done", {})


def test_old_jobs_answers_and_slots_are_forgotten_but_not_dead_jobs(as_acme):
    now = timezone.now()
    for state in ("done", "dead", "cancelled"):
        Job.objects.create(kind="x", state=state, finished_at=LONG_AGO)
    Job.objects.create(kind="x", state="done", finished_at=now)
    IdempotencyKey.objects.create(actor="a", key="old", request_digest="d", created_at=now - timedelta(hours=25))
    IdempotencyKey.objects.create(actor="a", key="new", request_digest="d", created_at=now)
    Slot.objects.create(name="x", slot="1:2026-01-01", fired_at=now - timedelta(days=41))

    assert outbox_purge(now=now) == {"jobs": 2, "answers": 1, "slots": 1}


def test_an_answer_is_kept_for_a_day_and_then_the_key_is_free(as_acme):
    store = AnswerStore()
    assert store.begin(actor="a", key="k", request_digest="d") is None
    store.finish(actor="a", key="k", status=201, body="{}", headers={"ETag": '"1"'})

    assert store.begin(actor="a", key="k", request_digest="d") == StoredAnswer("d", 201, "{}", {"ETag": '"1"'})
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert store.begin(actor="a", key="k", request_digest="other") is None


def test_the_wait_for_a_twin_does_not_outlive_the_claim_of_the_key(as_acme):
    AnswerStore().begin(actor="a", key="k", request_digest="d")

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('lock_timeout')")
        assert cursor.fetchone() == ("0",)


def test_work_that_announces_itself_for_ever_is_found_out(as_acme, monkeypatch):
    monkeypatch.setattr("outbox.services.drain.MOST_ROUNDS", 5)

    with registered(consumer=lambda *, keys, now: message_append(topic="probe.changed", keys=keys)):
        message_append(topic="probe.changed", keys=[1])
        with pytest.raises(DrainError):
            outbox_drain()
