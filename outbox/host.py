"""What every worker host does beside its tasks: sweep, give signs of life, and watch that it is not wedged."""

from __future__ import annotations

import contextvars
import logging
import os
import signal
import socket
import threading
import time

from billiard.process import active_children
from celery import Celery
from celery.worker import state
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from outbox.domain.watchdog import Look, Watchdog
from outbox.services.sweep import outbox_sweep, overdue_seconds
from outbox.services.workers import worker_beat

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0


class WorkerHost:
    """One thread in the worker's main process, beside the pool."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._over = threading.Event()
        self._watchdog = Watchdog(limit=float(settings.OUTBOX_WATCHDOG_SECONDS))
        context = contextvars.Context()
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="outbox-host", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, without waiting for the current turn."""
        self._over.set()

    def _run(self) -> None:
        last_beat = 0.0
        while not self._over.is_set():
            try:
                if time.monotonic() - last_beat >= BEAT_SECONDS:
                    last_beat = time.monotonic()
                    worker_beat(name=self._name)
                    self._watch()
                outbox_sweep()
            except DatabaseError:
                log.exception("the sweep could not reach the database")
                connection.close()
            close_old_connections()
            self._over.wait(float(settings.OUTBOX_SWEEP_SECONDS))

    def _watch(self) -> None:
        look = Look(
            at=time.monotonic(),
            received=sum(state.total_count.values()),
            active=len(state.active_requests),
            overdue=overdue_seconds(),
            broker_answers=self._broker_answers(),
        )
        if self._watchdog.is_wedged(look):
            log.critical("this worker takes nothing though work is overdue: ending it, to be started afresh")
            for child in active_children():
                if child.pid is not None:
                    os.kill(child.pid, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    def _broker_answers(self) -> bool:
        try:
            with self._app.connection_for_write() as link:
                link.ensure_connection(max_retries=1, timeout=2)
        except Exception:  # any broker failure is the same answer
            return False
        return True
