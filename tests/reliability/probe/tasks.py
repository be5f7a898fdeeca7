"""Handlers of the worker under test."""

from __future__ import annotations

import os
import signal

from django.db import connection

from outbox.registry import JobRun, job_task


def _leave(run: JobRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into probe_effect (job_id, attempt) values (%s, %s)", [run.job_id, run.attempt])
        cursor.execute("select pg_sleep(0.005)")


@job_task("probe.effect")
def effect(run: JobRun) -> None:
    """Leave a row."""
    _leave(run)


@job_task("probe.poison")
def poison(run: JobRun) -> None:
    """Leave a row, then kill the process before it can commit."""
    _leave(run)
    os.kill(os.getpid(), signal.SIGKILL)
