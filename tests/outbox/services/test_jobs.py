"""One job, from the wish to the result."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from common.errors import ConflictError
from outbox.models import Job
from outbox.registry import Progress
from outbox.services import job_cancel, job_enqueue, job_retry, outbox_drain
from outbox.services.control import JobNotDeadError, JobOverError
from outbox.services.jobs import job_claim, job_fail, job_finish
from outbox.services.messages import Fenced
from outbox.services.run import job_run
from tests.outbox.probe import registered

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _fail(run):
    raise RuntimeError("poison")


def _run_until_dead(job):
    for _ in range(9):
        job_run(job_id=job.pk, now=NOON)
    job.refresh_from_db()


def test_a_job_runs_once_and_keeps_its_result(as_acme):
    seen = []

    def work(run):
        seen.append((run.payload, run.now, run.attempt, run.created_by_id))
        run.progress(4, 4)
        return {"rows": 4}

    with registered(job=work):
        job = job_enqueue(kind="probe", payload={"file": 7}, created_by_id=11)
        outbox_drain(now=NOON)

    job.refresh_from_db()
    assert seen == [({"file": 7}, NOON, 1, 11)]
    assert (job.state, job.result, job.progress_done, job.progress_total) == ("done", {"rows": 4}, 4, 4)
    assert job.finished_at is not None


def test_a_failing_job_dies_after_eight_tries_and_says_why(as_acme):
    with registered(job=_fail):
        job = job_enqueue(kind="probe", payload={})
        _run_until_dead(job)

    assert (job.state, job.attempts, job.last_error) == ("dead", 8, "RuntimeError: poison")


def test_a_refusal_is_final_at_once(as_acme):
    def refuse(run):
        raise ConflictError("The file names no column.")

    with registered(job=refuse):
        job = job_enqueue(kind="probe", payload={})
        job_run(job_id=job.pk, now=NOON)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == ("dead", 1, "The file names no column.")


def test_a_worker_that_died_in_the_last_try_leaves_a_dead_job(as_acme):
    with registered(job=lambda run: None):
        job = job_enqueue(kind="probe", payload={})
        Job.objects.update(attempts=8)
        job_run(job_id=job.pk, now=NOON)

    job.refresh_from_db()
    assert (job.state, job.last_error) == ("dead", "the worker died while it ran this")


def test_the_drain_raises_what_a_handler_raised(as_acme):
    with registered(job=_fail):
        job_enqueue(kind="probe", payload={})

        with pytest.raises(RuntimeError, match="poison"):
            outbox_drain(now=NOON)


def test_the_same_wish_twice_is_one_open_job_with_the_newer_payload(as_acme):
    with registered(job=lambda run: None):
        first = job_enqueue(kind="probe", payload={"n": 1}, dedupe_key="k")
        second = job_enqueue(kind="probe", payload={"n": 2}, dedupe_key="k")
        outbox_drain(now=NOON)
        third = job_enqueue(kind="probe", payload={"n": 3}, dedupe_key="k")

    assert first.pk == second.pk != third.pk
    assert second.payload == {"n": 2}


def test_a_wish_repeated_while_the_job_runs_makes_it_run_once_more(as_acme):
    seen = []

    def work(run):
        seen.append(run.payload["n"])
        if len(seen) == 1:
            job_enqueue(kind="probe", payload={"n": 2}, dedupe_key="k")

    with registered(job=work):
        job = job_enqueue(kind="probe", payload={"n": 1}, dedupe_key="k")
        outbox_drain(now=NOON)

    job.refresh_from_db()
    assert (seen, job.state) == ([1, 2], "done")


def test_a_wish_repeated_while_the_job_is_refused_is_tried_with_its_own_payload(as_acme):
    seen = []

    def work(run):
        seen.append(run.payload["n"])
        if run.payload["n"] == 1:
            raise ConflictError("Not this one.")

    with registered(job=work):
        job = job_enqueue(kind="probe", payload={"n": 1}, dedupe_key="k")
        claim = job_claim(job_id=job.pk)
        assert claim is not None
        job_enqueue(kind="probe", payload={"n": 2}, dedupe_key="k")
        job_fail(claim=claim, error="Not this one.", is_final=True)
        outbox_drain(now=NOON)

    job.refresh_from_db()
    assert (seen, job.state, job.last_error) == ([2], "done", "")


def test_a_wish_repeated_during_the_last_try_gets_all_its_tries(as_acme):
    with registered(job=lambda run: None):
        job = job_enqueue(kind="probe", payload={"n": 1}, dedupe_key="k")
        Job.objects.update(attempts=7)
        claim = job_claim(job_id=job.pk)
        assert claim is not None
        job_enqueue(kind="probe", payload={"n": 2}, dedupe_key="k")
        job_fail(claim=claim, error="poison")

    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == ("queued", 0, None)


def test_a_cancelled_job_does_not_run(as_acme):
    with registered(job=_fail):
        job = job_cancel(job_id=job_enqueue(kind="probe", payload={}).pk)
        outbox_drain(now=NOON)

    assert job.state == "cancelled"
    with pytest.raises(JobOverError):
        job_cancel(job_id=job.pk)


def test_a_job_cancelled_while_it_runs_leaves_no_effect(as_acme):
    with registered(job=lambda run: None):
        job = job_enqueue(kind="probe", payload={})
        claim = job_claim(job_id=job.pk)
        assert claim is not None
        job_cancel(job_id=job.pk)

        with pytest.raises(Fenced):
            job_finish(claim=claim, result=None, progress=Progress())


def test_an_attempt_that_was_overtaken_cannot_finish(as_acme):
    with registered(job=lambda run: None):
        job = job_enqueue(kind="probe", payload={})
        slow = job_claim(job_id=job.pk)
        Job.objects.update(available_at=NOON)
        quick = job_claim(job_id=job.pk)
        assert slow is not None and quick is not None

        with pytest.raises(Fenced):
            job_finish(claim=slow, result=None, progress=Progress())
        job_finish(claim=quick, result=None, progress=Progress())


def test_a_dead_job_can_be_tried_again(as_acme):
    with registered(job=_fail):
        job = job_enqueue(kind="probe", payload={})
        _run_until_dead(job)

        job = job_retry(job_id=job.pk)

    assert (job.state, job.attempts, job.last_error) == ("queued", 0, "")
    with pytest.raises(JobNotDeadError):
        job_retry(job_id=job.pk)


def test_a_dead_job_is_not_revived_beside_its_successor(as_acme):
    with registered(job=_fail):
        job = job_enqueue(kind="probe", payload={}, dedupe_key="k")
        _run_until_dead(job)
        job_enqueue(kind="probe", payload={}, dedupe_key="k")

        with pytest.raises(JobNotDeadError):
            job_retry(job_id=job.pk)


def test_a_secret_payload_is_wiped_when_the_job_is_done(as_acme):
    with registered(job=lambda run: None, options={"secret": True}):
        job = job_enqueue(kind="probe", payload={"token": "t"})
        outbox_drain(now=NOON)

    job.refresh_from_db()
    assert job.payload == {}


def test_a_secret_payload_is_wiped_when_the_job_is_stopped(as_acme):
    with registered(job=lambda run: None, options={"secret": True}):
        job = job_cancel(job_id=job_enqueue(kind="probe", payload={"token": "t"}).pk)

    assert (job.state, job.payload) == ("cancelled", {})


def test_a_plain_payload_stays_to_be_read_when_the_job_is_stopped(as_acme):
    with registered(job=lambda run: None):
        job = job_cancel(job_id=job_enqueue(kind="probe", payload={"file": 7}).pk)

    assert job.payload == {"file": 7}
