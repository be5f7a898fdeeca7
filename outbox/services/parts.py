"""Range jobs: one parent, many parts that workers take in parallel, a closing step when all are done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from outbox import registry
from outbox.domain.ranges import Range, covers
from outbox.models import Job
from outbox.services.ring import ring_after_commit
from tenancy.context import required_tenant_id

RINGS_AT_ONCE = 64  # the first parts ring at once; the sweep and finished parts ring for the rest


@transaction.atomic
def range_job_enqueue(
    *, kind: str, ranges: Sequence[Range], payload: dict[str, Any], created_by_id: int | None = None
) -> Job:
    """This function will ask for tenant-wide work cut in half-open key ranges, and return the parent job.

    An open job of the same kind is superseded when the new ranges cover everything it still has to do; work that they
    do not cover goes on beside it. Without ranges only the closing step runs. Side effects: rings after commit.
    """
    _supersede_covered(kind, ranges)
    finish_only = not ranges
    parent = Job.objects.create(
        kind=kind,
        payload=json.loads(json.dumps(payload, cls=DjangoJSONEncoder)),
        state=Job.State.QUEUED if finish_only else Job.State.WAITING,
        parts_open=len(ranges),
        progress_total=len(ranges),
        created_by_id=created_by_id,
    )
    if finish_only:
        ring_after_commit(job_id=parent.pk, kind=kind)
        return parent
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into outbox_job
                (tenant_id, kind, payload, parent_id, lower_key, upper_key, created_by_id, available_at, created_at,
                 state, seq, attempts, parts_open, parts_dead, progress_done, last_error)
            select %(tenant)s, p.kind, p.payload, p.id, r.lower, r.upper, p.created_by_id, clock_timestamp(),
                   clock_timestamp(), 'queued', 1, 0, 0, 0, 0, ''
              from outbox_job p cross join unnest(%(lowers)s::bigint[], %(uppers)s::bigint[]) as r (lower, upper)
             where p.tenant_id = %(tenant)s and p.id = %(parent)s
             order by r.lower
            returning id
            """,
            {
                "tenant": required_tenant_id(),
                "parent": parent.pk,
                "lowers": [lower for lower, _ in ranges],
                "uppers": [upper for _, upper in ranges],
            },
        )
        parts = [row[0] for row in cursor.fetchall()]
    for part_id in parts[:RINGS_AT_ONCE]:
        ring_after_commit(job_id=part_id, kind=kind)
    return parent


def _supersede_covered(kind: str, ranges: Sequence[Range]) -> None:
    """End open jobs of the kind whose remaining ranges the new job covers. Locks the parents, in order."""
    open_parents = Job.objects.filter(kind=kind, parent=None, state=Job.State.WAITING).order_by("pk")
    for parent in open_parents.select_for_update():
        left = Job.objects.filter(parent_id=parent.pk, state__in=Job.DUE)
        if covers(ranges, [(part.lower_key or 0, part.upper_key or 0) for part in left]):
            family_end(parent_id=parent.pk, state=Job.State.SUPERSEDED)


def family_end(*, parent_id: int, state: Job.State) -> int:
    """This function will end an open job and its open parts in one state; running parts then fail their fence.

    Return the number of rows ended; 0 when the job was over already. Side effect: a secret payload is wiped.
    """
    secret = [kind for kind, known in registry.JOB_KINDS.items() if known.secret]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_job
               set state = %(state)s, finished_at = clock_timestamp(),
                   payload = case when kind = any(%(secret)s) then '{}' else payload end
             where tenant_id = %(tenant)s and state in ('queued', 'running', 'waiting')
               and (id = %(id)s or parent_id = %(id)s)
            """,
            {"tenant": required_tenant_id(), "id": parent_id, "state": state.value, "secret": secret},
        )
        return int(cursor.rowcount)


def part_settle(*, parent_id: int, kind: str, died: bool) -> None:
    """This function will count a finished part at its parent; the last one ends the parent or queues its closing step.

    The caller holds the parent's row lock. Side effect: rings for a part that nobody was told about, or the closing
    step.
    """
    has_finish = kind in registry.RANGE_FINISHES
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_job
               set parts_open = parts_open - 1, parts_dead = parts_dead + %(dead)s,
                   progress_done = progress_done + 1 - %(dead)s,
                   last_error = case when parts_dead + %(dead)s > 0
                                     then (parts_dead + %(dead)s) || ' of ' || progress_total || ' ranges failed'
                                     else last_error end,
                   state = case when parts_open > 1 then state
                                when parts_dead + %(dead)s > 0 then 'dead'
                                when %(has_finish)s then 'queued'
                                else 'done' end,
                   finished_at = case when parts_open > 1 or (parts_dead + %(dead)s = 0 and %(has_finish)s) then null
                                      else clock_timestamp() end,
                   available_at = clock_timestamp()
             where tenant_id = %(tenant)s and id = %(id)s and state = 'waiting'
            returning state
            """,
            {"tenant": required_tenant_id(), "id": parent_id, "dead": int(died), "has_finish": has_finish},
        )
        row = cursor.fetchone()
    if row is not None and row[0] == Job.State.QUEUED:
        ring_after_commit(job_id=parent_id, kind=kind)
    elif row is not None and row[0] == Job.State.WAITING:
        _ring_next(parent_id, kind)


def _ring_next(parent_id: int, kind: str) -> None:
    """Ring for one part beyond the first ``RINGS_AT_ONCE``, so that a long job flows without waiting for the sweep."""
    waiting = Job.objects.filter(parent_id=parent_id, state=Job.State.QUEUED, attempts=0, rung_at=None)
    beyond = waiting.order_by("-lower_key").values_list("pk", flat=True).first()
    if beyond is not None:
        ring_after_commit(job_id=beyond, kind=kind)
