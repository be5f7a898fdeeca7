"""What a web process does: asks for jobs, in many small transactions."""

from __future__ import annotations

import time
from collections.abc import Sequence

import django

PER_TRANSACTION = 20


def main(tenant_id: int, wishes: Sequence[tuple[str, int]]) -> None:
    """Ask for so many jobs of each kind."""
    django.setup()
    from outbox.services import job_enqueue
    from tenancy.context import tenant_atomic

    for kind, number in wishes:
        for start in range(0, number, PER_TRANSACTION):
            with tenant_atomic(tenant_id):
                for _ in range(start, min(start + PER_TRANSACTION, number)):
                    job_enqueue(kind=kind, payload={})
            time.sleep(0.02)
