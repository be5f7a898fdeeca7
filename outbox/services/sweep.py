"""The sweep: rings for what is due and was not heard, across tenants, through two functions that tell only ids."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction

from outbox.services.ring import Ring

SWEEP_LOCK = 7_203_114  # any number of sweeps may run; the one that holds this advisory lock acts
MOST_RINGS = 2000


def outbox_sweep() -> int:
    """This function will ring for everything due for longer than ``OUTBOX_SWEEP_SECONDS``; return how many rings.

    A job is rung for again only after ``OUTBOX_RING_AGAIN_SECONDS``: under a backlog the bell would only add to it.
    """
    rings: list[Ring] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        late = float(settings.OUTBOX_SWEEP_SECONDS)
        cursor.execute("select tenant_id, consumer from outbox_due_messages(make_interval(secs => %s))", [late])
        rings += [Ring(tenant_id=tenant_id, consumers=(consumer,)) for tenant_id, consumer in cursor.fetchall()]
        cursor.execute(
            """
            select tenant_id, job_id, kind
              from outbox_due_jobs(make_interval(secs => %s), make_interval(secs => %s), %s)
            """,
            [late, float(settings.OUTBOX_RING_AGAIN_SECONDS), MOST_RINGS],
        )
        rings += [Ring(tenant_id=tenant, job_id=job_id, kind=kind) for tenant, job_id, kind in cursor.fetchall()]
    for ring in rings:
        ring()
    return len(rings)


def overdue_seconds() -> float:
    """This function will return for how long the oldest due work, of any tenant, has waited; 0.0 when nothing waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select outbox_overdue_seconds()")
        return float(cursor.fetchone()[0])
