"""Records by the key that their source gave them, when nobody says which source that is.

Raw SQL because the index begins with the source: its few values are hopped over one by one, and each is asked for the
key. A plain query by the key alone would read a workspace's whole index.
"""

from __future__ import annotations

from django.db import connection
from psycopg2 import sql

from accounts.models import Account, Deal
from tenancy.context import required_tenant_id

_FOUND = """
    with recursive known (source) as (
        (select source from {table} where tenant_id = %(tenant)s order by source limit 1)
        union all
        select (select r.source from {table} r where r.tenant_id = %(tenant)s and r.source > known.source
                 order by r.source limit 1)
          from known where known.source is not null)
    select found.id from known cross join lateral (
           select r.id from {table} r
            where r.tenant_id = %(tenant)s and r.source = known.source and r.external_id = %(key)s offset 0) found
     order by 1 limit %(most)s
"""


def keys_find(model: type[Account] | type[Deal], external_id: str, *, most: int) -> list[int]:
    """This function will return the records that have this key at any source: their ids, at most ``most``."""
    statement = sql.SQL(_FOUND).format(table=sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tenant": required_tenant_id(), "key": external_id, "most": most})
        return [pk for (pk,) in cursor.fetchall()]
