"""Tenant-wide work in parallel ranges."""

from __future__ import annotations

from datetime import UTC, datetime

from outbox.models import Job
from outbox.services import job_cancel, job_retry, outbox_drain, range_job_enqueue
from outbox.services.run import job_run
from tests.outbox.probe import registered

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RANGES = [(0, 10), (10, 20), (20, 25)]


def _parts(parent):
    return list(Job.objects.filter(parent_id=parent.pk).order_by("lower_key"))


def test_every_range_runs_once_then_the_closing_step(as_acme):
    seen: list[object] = []

    def close(run):
        seen.append("finish")
        return {"all": True}

    with registered(ranges=lambda run: seen.append((run.lower, run.upper, run.payload["p"])), finish=close):
        parent = range_job_enqueue(kind="probe", ranges=RANGES, payload={"p": 1}, created_by_id=4)
        outbox_drain(now=NOON)

    parent.refresh_from_db()
    assert seen == [(0, 10, 1), (10, 20, 1), (20, 25, 1), "finish"]
    assert (parent.state, parent.progress_done, parent.progress_total) == ("done", 3, 3)
    assert parent.result == {"all": True}


def test_progress_counts_finished_parts(as_acme):
    with registered(ranges=lambda run: None):
        parent = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        job_run(job_id=_parts(parent)[1].pk, now=NOON)

    parent.refresh_from_db()
    assert (parent.state, parent.progress_done, parent.progress_total) == ("waiting", 1, 3)


def test_without_ranges_only_the_closing_step_runs(as_acme):
    seen = []

    with registered(ranges=lambda run: seen.append("range"), finish=lambda run: seen.append("finish")):
        parent = range_job_enqueue(kind="probe", ranges=[], payload={})
        outbox_drain(now=NOON)

    parent.refresh_from_db()
    assert (seen, parent.state) == (["finish"], "done")


def test_a_range_that_died_fails_the_whole_and_is_retried_alone(as_acme):
    seen, broken = [], [True]

    def work(run):
        seen.append(run.lower)
        if run.lower == 10 and broken:
            raise RuntimeError("bad range")

    with registered(ranges=work, finish=lambda run: seen.append("finish")):
        parent = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        for part in _parts(parent):
            for _ in range(8):
                job_run(job_id=part.pk, now=NOON)
        parent.refresh_from_db()
        assert (parent.state, parent.last_error) == ("dead", "1 of 3 ranges failed")
        assert "finish" not in seen

        seen.clear()
        broken.clear()
        job_retry(job_id=parent.pk)
        outbox_drain(now=NOON)

    parent.refresh_from_db()
    assert seen == [10, "finish"]
    assert (parent.state, parent.progress_done) == ("done", 3)


def test_a_newer_job_supersedes_the_older_one_it_covers(as_acme):
    with registered(ranges=lambda run: None):
        old = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        new = range_job_enqueue(kind="probe", ranges=[(0, 30)], payload={})

    old.refresh_from_db()
    assert (old.state, new.state) == ("superseded", "waiting")
    assert {part.state for part in _parts(old)} == {"superseded"}


def test_a_newer_job_for_other_keys_leaves_the_older_one_alone(as_acme):
    with registered(ranges=lambda run: None):
        old = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        range_job_enqueue(kind="probe", ranges=[(5, 30)], payload={})

    old.refresh_from_db()
    assert old.state == "waiting"


def test_only_what_is_left_of_the_older_job_must_be_covered(as_acme):
    with registered(ranges=lambda run: None):
        old = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        job_run(job_id=_parts(old)[0].pk, now=NOON)
        range_job_enqueue(kind="probe", ranges=[(10, 30)], payload={})

    old.refresh_from_db()
    assert old.state == "superseded"


def test_cancelling_a_range_job_ends_its_open_parts(as_acme):
    with registered(ranges=lambda run: None):
        parent = range_job_enqueue(kind="probe", ranges=RANGES, payload={})
        job_run(job_id=_parts(parent)[0].pk, now=NOON)
        job_cancel(job_id=parent.pk)

    assert [part.state for part in _parts(parent)] == ["done", "cancelled", "cancelled"]
