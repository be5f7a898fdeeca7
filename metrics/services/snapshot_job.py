"""Asking for the snapshots to be worked out anew, once for any number of changes."""

from __future__ import annotations

from outbox.services import job_enqueue

SNAPSHOTS = "metrics.snapshots"


def snapshots_request() -> None:
    """This function will ask for the snapshots; while one such job waits or runs, another request joins it."""
    job_enqueue(kind=SNAPSHOTS, payload={}, dedupe_key=SNAPSHOTS)
