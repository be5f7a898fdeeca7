"""After a load the planner knows what it has before it."""

from __future__ import annotations

from django.db import connection

from tenancy.statistics import statistics_refresh
from tests.factories import AccountFactory


def test_the_planner_sees_the_rows_of_the_open_transaction(as_acme):
    AccountFactory.create_batch(20)
    statistics_refresh()
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = 'account'::regclass")
        assert cursor.fetchone()[0] >= 20
