"""Announcements: what changed, for whom; claimed in batches, done with their effect.

SQL is written by hand here because a claim must be one statement (``FOR UPDATE SKIP LOCKED`` … ``RETURNING``) and
because the clock must be PostgreSQL's own: workers' clocks differ, and a transaction's ``now()`` stands still.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from outbox.domain.backoff import BATCH_TRIES, MOST_TRIES, is_spent, retry_delay
from outbox.registry import Consumer
from outbox.services.ring import ring_after_commit
from tenancy.context import required_tenant_id

MOST_KEYS = 1000
ERROR_LENGTH = 1000


class Fenced(Exception):
    """The claim ran out and somebody else has it now: this effect must not commit."""


@dataclass(frozen=True)
class Claim:
    """Messages taken by this worker: parallel tuples in the order of their keys."""

    ids: tuple[int, ...]
    keys: tuple[int, ...]
    seqs: tuple[int, ...]
    attempts: tuple[int, ...]
    claims: tuple[int, ...]  # of each message how often it was ever taken: the fence


def message_append(*, topic: str, keys: Iterable[int]) -> int:
    """This function will announce that these objects changed, to every consumer routed from ``topic``; return how
    many rows.

    Part of the caller's transaction. Side effects: one row per consumer and key (a repeated announcement raises
    ``seq``; a dead one lives again), a ring after commit.

    :raises ValueError: above 1,000 keys; that is a range job's work.
    """
    wanted = sorted(set(keys))  # in order: two announcers then lock rows in the same order
    if len(wanted) > MOST_KEYS:
        raise ValueError(f"{len(wanted)} keys announced at once; enqueue a range job above {MOST_KEYS}")
    consumers = sorted(settings.OUTBOX_ROUTES[topic])
    if not wanted or not consumers:
        return 0
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            """
            insert into outbox_message
                (tenant_id, consumer, key, seq, attempts, available_at, announced_at, last_error)
            select %(tenant)s, consumer, key, 1, 0, clock_timestamp(), clock_timestamp(), ''
              from unnest(%(consumers)s::text[]) as consumer cross join unnest(%(keys)s::bigint[]) as key
             order by consumer, key
            on conflict (tenant_id, consumer, key) do update
               set seq = outbox_message.seq + 1,
                   announced_at = excluded.announced_at,
                   attempts = case when outbox_message.dead_at is null then outbox_message.attempts else 0 end,
                   available_at = case when outbox_message.dead_at is null
                                       then outbox_message.available_at else excluded.available_at end,
                   dead_at = null
            """,
            {"tenant": required_tenant_id(), "consumers": consumers, "keys": wanted},
        )
        written = int(cursor.rowcount)
    ring_after_commit(consumers=tuple(consumers))
    return written


@transaction.atomic
def message_claim(*, consumer: Consumer) -> Claim | None:
    """This function will take the next due messages: a batch of those that never failed often, else a single one.

    Counts the attempt and holds the messages for the lease; committed before the work, so that a crash counts as well.
    """
    batch = _claim(consumer, tried=range(BATCH_TRIES), most=consumer.batch)
    return batch or _claim(consumer, tried=range(BATCH_TRIES, MOST_TRIES + 1), most=1)


def _claim(consumer: Consumer, *, tried: range, most: int) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with due as (
                select id from outbox_message
                 where tenant_id = %(tenant)s and consumer = %(consumer)s and dead_at is null
                   and available_at <= clock_timestamp() and attempts between %(low)s and %(high)s
                 order by available_at, id limit %(most)s for update skip locked)
            update outbox_message m
               set attempts = m.attempts + 1, claims = m.claims + 1,
                   available_at = clock_timestamp() + make_interval(secs => %(lease)s)
              from due where m.id = due.id
            returning m.key, m.id, m.seq, m.attempts, m.claims
            """,
            {
                "tenant": required_tenant_id(),
                "consumer": consumer.name,
                "low": tried.start,
                "high": tried.stop - 1,
                "most": most,
                "lease": min(consumer.lease, settings.OUTBOX_LEASE_SECONDS),
            },
        )
        rows = sorted(cursor.fetchall())
    if not rows:
        return None
    keys, ids, seqs, attempts, claims = zip(*rows, strict=True)
    return Claim(ids=ids, keys=keys, seqs=seqs, attempts=attempts, claims=claims)


def message_finish(*, consumer: str, claim: Claim) -> None:
    """This function will delete the claimed messages, inside the transaction of their effect.

    A message announced again meanwhile stays, becomes due at once and rings.

    :raises Fenced: when the claim ran out and another worker took a message over; the caller's transaction must roll
    back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select m.id, m.seq = c.seq
              from outbox_message m
              join unnest(%(ids)s::bigint[], %(seqs)s::bigint[], %(claims)s::bigint[]) as c (id, seq, claim)
                on c.id = m.id and c.claim = m.claims
             where m.tenant_id = %(tenant)s order by m.key for update of m
            """,
            {
                "tenant": required_tenant_id(),
                "ids": list(claim.ids),
                "seqs": list(claim.seqs),
                "claims": list(claim.claims),
            },
        )
        held = cursor.fetchall()
        if len(held) != len(claim.ids):
            raise Fenced
        cursor.execute("delete from outbox_message where id = any(%s)", [[row[0] for row in held if row[1]]])
        again = [row[0] for row in held if not row[1]]
        if again:
            cursor.execute(
                "update outbox_message set attempts = 0, available_at = clock_timestamp() where id = any(%s)", [again]
            )
    if again:
        ring_after_commit(consumers=(consumer,))


@transaction.atomic
def message_fail(*, claim: Claim, error: str) -> None:
    """This function will put claimed messages back for a later try, or bury those without a try left.

    One announced again meanwhile is not buried: nobody has looked at that change yet, so it gets all its tries.
    """
    rows = []
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    for message_id, seq, attempts, number in zip(claim.ids, claim.seqs, claim.attempts, claim.claims, strict=True):
        delay = retry_delay(attempts, base_seconds=settings.OUTBOX_RETRY_SECONDS, jitter=jitter)
        if attempts < BATCH_TRIES:
            delay /= 10  # the failure says little about each key of a batch: come to the single tries soon
        rows.append((message_id, seq, number, delay, is_spent(attempts)))
    ids, seqs, claims, delays, spent = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_message m
               set available_at = clock_timestamp() + make_interval(secs => c.delay),
                   last_error = %(error)s,
                   attempts = case when c.spent and m.seq <> c.seq then 0 else m.attempts end,
                   dead_at = case when c.spent and m.seq = c.seq then clock_timestamp() end
              from unnest(%(ids)s::bigint[], %(seqs)s::bigint[], %(claims)s::bigint[], %(delays)s::float8[],
                          %(spent)s::bool[])
                   as c (id, seq, claim, delay, spent)
             where m.id = c.id and m.claims = c.claim and m.tenant_id = %(tenant)s
            """,
            {
                "tenant": required_tenant_id(),
                "error": error[:ERROR_LENGTH],
                "ids": list(ids),
                "seqs": list(seqs),
                "claims": list(claims),
                "delays": list(delays),
                "spent": list(spent),
            },
        )


@transaction.atomic
def message_retry(*, message_id: int) -> bool:
    """This function will give a dead message eight new tries; False when it is not there or not dead."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update outbox_message set attempts = 0, dead_at = null, available_at = clock_timestamp()
             where tenant_id = %s and id = %s and dead_at is not null returning consumer
            """,
            [required_tenant_id(), message_id],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    ring_after_commit(consumers=(row[0],))
    return True
