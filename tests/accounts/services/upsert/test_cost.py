"""A batch costs what its own size costs, whatever the planner believes of the workspace it goes to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from django.db import connection

from accounts.services.upsert import records_upsert
from tenancy.context import tenant_atomic

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
STORED, BATCH = 400, 20
pytestmark = pytest.mark.django_db(transaction=True)


def companies(numbers: range, *, employees: int = 10) -> list[dict[str, Any]]:
    return [
        {"external_id": str(n), "name": f"Company {n}", "domain": f"c{n}.test", "country": "DE", "employees": employees}
        for n in numbers
    ]


def store(records: list[dict[str, Any]]) -> set[str]:
    return {result.status for result in records_upsert("accounts", records=records, source="crm", now=NOON)}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def rows_read(plan: dict[str, Any]) -> float:
    """The most rows of accounts that one node of the plan looked at."""
    looks = [
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name") == "account" and node["Node Type"] != "ModifyTable"
    ]
    return float(max(looks, default=0))


def analyze() -> None:
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    with owner, owner.cursor() as cursor:
        cursor.execute("analyze account")
    owner.close()


class Reader:
    """Runs each statement over accounts once more, explained and undone, and keeps the most rows it read."""

    def __init__(self) -> None:
        self.worst: tuple[float, str] = (0.0, "")

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "account a" in sql or "join account" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("savepoint explained")
                cursor.execute(f"explain (analyze, format json) {sql}", params)
                answer = cursor.fetchone()[0]
                cursor.execute("rollback to explained")
            plan = (answer if isinstance(answer, list) else json.loads(answer))[0]["Plan"]
            self.worst = max(self.worst, (rows_read(plan), sql))
        return execute(sql, params, many, context)


@pytest.mark.parametrize(("first", "employees", "status"), [(STORED - BATCH, 11, "updated"), (STORED, 10, "created")])
def test_a_batch_reads_no_account_once_a_row_in_a_workspace_without_statistics(
    acme: Any, globex: Any, first: int, employees: int, status: str
) -> None:
    with tenant_atomic(globex.pk):
        store(companies(range(STORED)))
    analyze()  # the planner knows one workspace, and none of the other's rows
    reader = Reader()
    with tenant_atomic(acme.pk):
        assert store(companies(range(STORED))) == {"created"}
        with connection.execute_wrapper(reader):
            assert store(companies(range(first, first + BATCH), employees=employees)) == {status}
    assert reader.worst[0] <= 2 * (STORED + BATCH), reader.worst  # each account of both once, not once a row
