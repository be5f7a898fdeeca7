"""Signs of life of the workers."""

from __future__ import annotations

from django.db import connection, transaction


@transaction.atomic
def worker_beat(*, name: str) -> None:
    """This function will record that a worker host is alive, and forget hosts unseen for a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into outbox_worker (name, seen_at) values (%s, clock_timestamp())
            on conflict (name) do update set seen_at = excluded.seen_at
            """,
            [name[:200]],
        )
        cursor.execute("delete from outbox_worker where seen_at < clock_timestamp() - interval '1 day'")
