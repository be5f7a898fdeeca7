"""Where answers to requests with an ``Idempotency-Key`` are kept: inserted first, committed with the effect."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg2.errors import LockNotAvailable

from common.api.idempotency import StillRunningError, StoredAnswer
from outbox.models import IdempotencyKey
from tenancy.context import required_tenant_id

WAIT = "2s"  # for a twin under way


class AnswerStore:
    """``common.api.idempotency.AnswerStore`` in a tenant table."""

    def begin(self, *, actor: str, key: str, request_digest: str) -> StoredAnswer | None:
        """Insert the key, waiting for a twin; return its answer when it has committed.

        :raises StillRunningError: when the twin has not ended within two seconds.
        """
        try:
            with transaction.atomic():
                if self._insert(actor, key, request_digest):
                    return None
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise StillRunningError from error
            raise
        found = IdempotencyKey.objects.get(actor=actor, key=key)
        return StoredAnswer(
            request_digest=found.request_digest, status=found.status or 200, body=found.body, headers=found.headers
        )

    @staticmethod
    def _insert(actor: str, key: str, request_digest: str) -> bool:
        values: dict[str, Any] = {
            "tenant": required_tenant_id(),
            "actor": actor,
            "key": key,
            "digest": request_digest,
            "wait": WAIT,
        }
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('lock_timeout')")
            (before,) = cursor.fetchone()
            cursor.execute("select set_config('lock_timeout', %(wait)s, true)", values)
            cursor.execute(
                """
                delete from outbox_idempotency_key
                 where tenant_id = %(tenant)s and actor = %(actor)s and key = %(key)s
                   and created_at < clock_timestamp() - interval '24 hours'
                """,
                values,
            )
            cursor.execute(
                """
                insert into outbox_idempotency_key (tenant_id, actor, key, request_digest, body, headers, created_at)
                values (%(tenant)s, %(actor)s, %(key)s, %(digest)s, '', '{}', clock_timestamp())
                on conflict (tenant_id, actor, key) do nothing
                """,
                values,
            )
            inserted = int(cursor.rowcount) == 1
            cursor.execute("select set_config('lock_timeout', %s, true)", [before])
        return inserted

    def finish(self, *, actor: str, key: str, status: int, body: str, headers: dict[str, str]) -> None:
        """Keep the answer; part of the request's transaction."""
        IdempotencyKey.objects.filter(actor=actor, key=key).update(status=status, body=body, headers=headers)
