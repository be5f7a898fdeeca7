"""Keeps a running job's claim alive and its progress visible, from beside the transaction that does the work."""

from __future__ import annotations

import contextvars
import logging
import threading
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection

from outbox.registry import Progress
from outbox.services.jobs import JobClaim, lease_seconds
from tenancy.context import required_tenant_id, tenant_atomic

log = logging.getLogger(__name__)


class LeaseKeeper:
    """Renews the lease and writes progress every ``OUTBOX_PROGRESS_SECONDS``, on a thread with its own connection.

    A job that no longer belongs to this claim (cancelled, superseded, taken over) stops at its next ``progress()``.
    A quick job ends before the first turn and costs no connection. Inside an open transaction nothing is kept,
    because the job's row is not visible from outside (``outbox_drain`` in a test).
    """

    def __init__(self, claim: JobClaim, progress: Progress) -> None:
        self._claim = claim
        self._progress = progress
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> LeaseKeeper:
        if not connection.in_atomic_block:
            context = contextvars.Context()  # a thread of its own: it binds the tenant itself
            target = self._keep
            self._thread = threading.Thread(
                target=context.run, args=(target, required_tenant_id()), name="lease", daemon=True
            )
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self, tenant_id: int) -> None:
        used = False
        try:
            while not self._over.wait(settings.OUTBOX_PROGRESS_SECONDS):
                used = True
                try:
                    self._progress.stopped = not self._renew(tenant_id)
                except DatabaseError:
                    log.warning("could not renew the lease of job %s", self._claim.id)
                    connection.close()
        finally:
            if used:
                connection.close()

    def _renew(self, tenant_id: int) -> bool:
        with tenant_atomic(tenant_id), connection.cursor() as cursor:
            cursor.execute(
                """
                update outbox_job
                   set available_at = clock_timestamp() + make_interval(secs => %(lease)s),
                       progress_done = greatest(progress_done, %(done)s),
                       progress_total = coalesce(%(total)s, progress_total)
                 where tenant_id = %(tenant)s and id = %(id)s and claims = %(claim)s and state = 'running'
                """,
                {
                    "tenant": tenant_id,
                    "id": self._claim.id,
                    "claim": self._claim.claim,
                    "lease": lease_seconds(),
                    "done": self._progress.done,
                    "total": self._progress.total,
                },
            )
            return int(cursor.rowcount) == 1
