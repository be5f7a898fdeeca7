"""The planner's statistics, renewed after a load has changed what the tables look like."""

from __future__ import annotations

from django.db import connection

# The tenant as a parameter that the planner cannot see into: it plans for a workspace of middling size. Of one younger
# than the statistics it would believe that it has a single row, and rather read it all than look a row up.
TENANT = "(select %(tenant)s::bigint)"


def statistics_refresh() -> None:
    """This function will have PostgreSQL look at the tenant tables again, rows of the open transaction included.

    Side effect: holds a lock on each table until the transaction ends that keeps other ANALYZE and VACUUM out, and
    nobody else. Call it in a transaction of its own, after the load.
    """
    with connection.cursor() as cursor:
        cursor.execute("select statistics_refresh()")
