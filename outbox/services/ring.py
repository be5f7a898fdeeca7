"""The bell: tells the workers that something is due. Losing a ring loses time, never work; the sweep rings again."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import connection, transaction

from outbox import registry
from tenancy.context import required_tenant_id

log = logging.getLogger(__name__)

QUIET_SECONDS = 5.0  # after a broker that did not answer; the sweep covers for us meanwhile
_quiet_until = 0.0


@dataclass(frozen=True)
class Ring:
    """One ring, to be sent after the transaction has committed: for a job, or for consumers that have work."""

    tenant_id: int
    consumers: tuple[str, ...] = ()
    job_id: int = 0
    kind: str = ""

    def __call__(self) -> None:
        """Send it. Whatever goes wrong stays here: the user's work is committed, and the sweep will ring again."""
        global _quiet_until
        if time.monotonic() < _quiet_until:
            return
        try:
            self._send()
        except Exception as error:  # any broker failure: see the docstring
            _quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("the broker did not take a ring (%s); the sweep will", type(error).__name__)

    def _send(self) -> None:
        if self.consumers:
            current_app.send_task(
                "outbox.consume",
                args=(self.tenant_id, *self.consumers),
                queue=registry.FAST,
                retry=False,
                ignore_result=True,
            )
            return
        queue, limit = how_to_run(self.kind)
        current_app.send_task(
            "outbox.run_job",
            args=(self.tenant_id, self.job_id),
            queue=queue,
            time_limit=limit,
            soft_time_limit=limit - 5,
            retry=False,
            ignore_result=True,
        )


def how_to_run(kind: str) -> tuple[str, int]:
    """This function will return the queue and the hard time limit (seconds) of a kind of job."""
    if kind in registry.RANGE_KINDS:
        return registry.BULK, registry.RANGE_KINDS[kind].time_limit
    if kind in registry.JOB_KINDS:
        found = registry.JOB_KINDS[kind]
        return found.queue, found.time_limit
    return registry.FAST, registry.LEAST_TIME_LIMIT


def ring_after_commit(*, consumers: tuple[str, ...] = (), job_id: int = 0, kind: str = "") -> None:
    """This function will ring once the running transaction has committed; the same ring asked for twice rings once."""
    ring = Ring(tenant_id=required_tenant_id(), consumers=consumers, job_id=job_id, kind=kind)
    inside = set(connection.savepoint_ids)
    # a ring of the same or an outer savepoint survives whenever this one would
    if any(waiting[1] == ring and set(waiting[0]) <= inside for waiting in connection.run_on_commit):
        return
    transaction.on_commit(ring, robust=True)
