"""Which own fields accounts have. Raw SQL, because PostgreSQL alone takes JSON objects apart by key."""

from __future__ import annotations

from django.db import connection

from tenancy.context import required_tenant_id

SAMPLE = 1_000  # own fields come with imports, so a sample of the newest accounts has them all


def custom_keys() -> list[str]:
    """This function will list the accounts' own fields by name, as far as the newest thousand accounts have them.

    In the order of an index, for an import gives many accounts one moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct jsonb_object_keys(newest.custom) as key
              from (select custom from account where tenant_id = %(tenant)s order by updated_at desc, public_id desc
                     limit %(sample)s) newest
             order by key
            """,
            {"tenant": required_tenant_id(), "sample": SAMPLE},
        )
        return [key for (key,) in cursor.fetchall()]
