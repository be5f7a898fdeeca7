"""The beat table, and the scheduler that reads it.

Celery's own scheduler sends a message when an entry is due; a broker that is down at that moment loses the night's run.
This one takes the slot in PostgreSQL and enqueues the job in the same transaction, so any number of beats fire a slot
once.
"""

from __future__ import annotations

import logging
from datetime import time
from pathlib import Path
from typing import Any

from celery.beat import Scheduler
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from outbox.domain.schedule import DailyAt, Periodic
from outbox.services.periodic import periodic_fire

log = logging.getLogger(__name__)

TICK_SECONDS = 10.0

# Times are each tenant's own; a kind is a job registered in the named room's tasks.py.
PERIODIC: tuple[Periodic, ...] = (
    Periodic("engagement.fade", DailyAt(time(0, 15))),  # touches, sessions and signals are a day older
    Periodic("tiers.veto_expiry", DailyAt(time(0, 5))),  # vetoes end with the day
    Periodic("accounts.decay", DailyAt(time(0, 30))),  # signals are a day older
    Periodic("metrics.account_values_nightly", DailyAt(time(0, 45))),  # contracts ran another day
    Periodic("personas.coverage", DailyAt(time(1, 0))),  # contacts are a day older
    Periodic("tiers.nightly", DailyAt(time(1, 30))),  # dwell times run out
    Periodic("tiers.veto_reminders", DailyAt(time(6, 0))),
    Periodic("accounts.icp_reviews", DailyAt(time(6, 15))),
    Periodic("metrics.snapshots", DailyAt(time(2, 0))),  # a month may have ended
    Periodic("outbox.purge", DailyAt(time(3, 30))),
)


class SlotScheduler(Scheduler):
    """Takes the slots that have begun, every ten seconds."""

    def setup_schedule(self) -> None:
        """Use no entries of Celery's own."""
        _sign_of_life().parent.mkdir(parents=True, exist_ok=True)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Fire what is due; return the seconds until the next look."""
        try:
            fired = periodic_fire(entries=PERIODIC, now=timezone.now())
            if fired:
                log.info("%s periodic jobs enqueued", fired)
            _sign_of_life().touch()
        except DatabaseError:
            log.exception("the beat could not reach the database; it looks again in %s s", TICK_SECONDS)
            connection.close()
        close_old_connections()
        return TICK_SECONDS


def _sign_of_life() -> Path:
    """The file whose age tells the container's health check that the last look succeeded."""
    return Path(settings.ABS_HOME) / "beat.alive"
