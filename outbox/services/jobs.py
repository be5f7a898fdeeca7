"""Jobs: asked for, claimed, finished, failed. Written by hand in SQL for the reasons told in
``services/messages.py``.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from outbox import registry
from outbox.domain.backoff import is_spent, retry_delay
from outbox.models import Job
from outbox.services.messages import ERROR_LENGTH, Fenced
from outbox.services.parts import part_settle
from outbox.services.ring import ring_after_commit
from tenancy.context import required_tenant_id


@dataclass(frozen=True)
class JobClaim:
    """A job taken by this worker, with the number of the claim, which fences it, and the seq it saw."""

    id: int
    public_id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int
    claim: int
    seq: int
    parent_id: int | None
    lower: int | None
    upper: int | None
    created_by_id: int | None


@transaction.atomic
def job_enqueue(
    *,
    kind: str,
    payload: dict[str, Any],
    dedupe_key: str | None = None,
    total: int | None = None,
    created_by_id: int | None = None,
) -> Job:
    """This function will ask for a job in the caller's transaction, and return it.

    With a ``dedupe_key`` an open job of the same kind and key takes the new payload and, should it be running
    already, runs once more afterwards. ``total``: units of progress, if known. Side effect: a ring after commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into outbox_job
                (tenant_id, kind, payload, dedupe_key, progress_total, created_by_id, available_at, created_at,
                 state, seq, attempts, parts_open, parts_dead, progress_done, last_error)
            values (%(tenant)s, %(kind)s, %(payload)s, %(dedupe)s, %(total)s, %(by)s, clock_timestamp(),
                    clock_timestamp(), 'queued', 1, 0, 0, 0, 0, '')
            on conflict (tenant_id, kind, dedupe_key) where state in ('queued', 'running', 'waiting') do update
               set seq = outbox_job.seq + 1, payload = excluded.payload
            returning id
            """,
            {
                "tenant": required_tenant_id(),
                "kind": kind,
                "payload": json.dumps(payload, cls=DjangoJSONEncoder),
                "dedupe": dedupe_key,
                "total": total,
                "by": created_by_id,
            },
        )
        (job_id,) = cursor.fetchone()
    ring_after_commit(job_id=job_id, kind=kind)
    return Job.objects.get(pk=job_id)


@transaction.atomic
def job_claim(*, job_id: int) -> JobClaim | None:
    """This function will take a job that is due; None when it is done, cancelled, not due, or held by another worker.

    Counts the attempt and holds the job for its kind's lease; committed before the work, so that a crash counts as
    well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_job
               set attempts = attempts + 1, claims = claims + 1, state = 'running',
                   started_at = coalesce(started_at, clock_timestamp()),
                   available_at = clock_timestamp() + make_interval(secs => %(lease)s)
             where tenant_id = %(tenant)s and id = %(id)s and state in ('queued', 'running')
               and available_at <= clock_timestamp()
            returning id, public_id, kind, payload::text, attempts, claims, seq, parent_id, lower_key,
                      upper_key, created_by_id
            """,
            {"tenant": required_tenant_id(), "id": job_id, "lease": lease_seconds()},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    values: list[Any] = [*row[:3], json.loads(row[3]), *row[4:]]
    return JobClaim(*values)


def lease_seconds() -> int:
    """This function will return how long a claim is held; longer work renews it (``services/lease.py``)."""
    return min(registry.DEFAULT_LEASE, int(settings.OUTBOX_LEASE_SECONDS))


def job_finish(*, claim: JobClaim, result: dict[str, Any] | None, progress: registry.Progress) -> None:
    """This function will mark the job done, inside the transaction of its effect.

    Asked for again while it ran, it is queued once more instead. Side effects: a part settles with its parent; a secret
    payload is wiped.

    :raises Fenced: when the job was cancelled, superseded or taken over; the caller's transaction must roll back.
    """
    _parent_lock(claim)
    known = registry.JOB_KINDS.get(claim.kind)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_job
               set state = case when seq = %(seq)s then 'done' else 'queued' end,
                   finished_at = case when seq = %(seq)s then clock_timestamp() end,
                   attempts = case when seq = %(seq)s then attempts else 0 end,
                   available_at = clock_timestamp(), last_error = '', result = %(result)s,
                   payload = case when seq = %(seq)s and %(wipe)s then '{}' else payload end,
                   progress_done = case when parts_open = 0 and progress_total is null and %(total)s is null
                                        then %(done)s
                                        else greatest(progress_done, coalesce(%(total)s, progress_total, %(done)s)) end,
                   progress_total = coalesce(%(total)s, progress_total)
             where tenant_id = %(tenant)s and id = %(id)s and claims = %(claim)s and state = 'running'
            returning state
            """,
            {
                "tenant": required_tenant_id(),
                "id": claim.id,
                "seq": claim.seq,
                "claim": claim.claim,
                "result": None if result is None else json.dumps(result, cls=DjangoJSONEncoder),
                "wipe": bool(known and known.secret),
                "done": progress.done,
                "total": progress.total,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise Fenced
    if row[0] == Job.State.QUEUED:
        ring_after_commit(job_id=claim.id, kind=claim.kind)
    if claim.parent_id is not None:
        part_settle(parent_id=claim.parent_id, kind=claim.kind, died=False)


@transaction.atomic
def job_fail(*, claim: JobClaim, error: str, is_final: bool = False) -> None:
    """This function will put the job back for a later try, or bury it when no try is left or none would help.

    Asked for again while it ran, it is not buried but queued anew: nobody has tried what was asked for last. Side
    effects: a dead part settles with its parent; a job queued anew rings.
    """
    _parent_lock(claim)
    dead = is_final or is_spent(claim.attempts)
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    delay = retry_delay(claim.attempts, base_seconds=settings.OUTBOX_RETRY_SECONDS, jitter=jitter)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_job
               set state = case when %(dead)s and seq = %(seq)s then 'dead' else 'queued' end,
                   finished_at = case when %(dead)s and seq = %(seq)s then clock_timestamp() end,
                   attempts = case when %(dead)s and seq <> %(seq)s then 0 else attempts end,
                   available_at = clock_timestamp()
                       + make_interval(secs => case when %(dead)s then 0 else %(delay)s end),
                   last_error = %(error)s
             where tenant_id = %(tenant)s and id = %(id)s and claims = %(claim)s and state = 'running'
            returning state
            """,
            {
                "tenant": required_tenant_id(),
                "id": claim.id,
                "seq": claim.seq,
                "claim": claim.claim,
                "dead": dead,
                "delay": delay,
                "error": error[:ERROR_LENGTH],
            },
        )
        row = cursor.fetchone()
    if row is None or not dead:
        return
    if row[0] == Job.State.QUEUED:
        ring_after_commit(job_id=claim.id, kind=claim.kind)
    elif claim.parent_id is not None:
        part_settle(parent_id=claim.parent_id, kind=claim.kind, died=True)


def _parent_lock(claim: JobClaim) -> None:
    # parent before part, as cancelling and superseding do: two orders would deadlock
    if claim.parent_id is not None:
        Job.objects.select_for_update().filter(pk=claim.parent_id).values_list("pk").first()
