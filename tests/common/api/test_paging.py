"""Every list by its last change is read off an index, from its first page to its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.security.api_routes import ROUTES
from tests.security.api_rows import stored

LISTS = sorted(
    {
        route.resource
        for route in ROUTES
        if route.is_resource and "updated_at" in route.view.sorts  # type: ignore[attr-defined]
    }
)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def explained(sql: str) -> list[dict[str, Any]]:
    """The plan where sorting and reading everything cost more than they ever should."""
    with connection.cursor() as cursor:
        cursor.execute("savepoint explained")
        for setting in ("enable_seqscan", "enable_sort", "enable_incremental_sort", "enable_bitmapscan"):
            cursor.execute(f"set local {setting} = off")
        cursor.execute(f"explain (format json) {sql}")
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("rollback to explained")
    return list(nodes(plan))


@pytest.mark.parametrize("sort", ["updated_at", "-updated_at"])
@pytest.mark.parametrize("resource", LISTS)
def test_a_list_by_its_last_change_needs_no_sort(as_acme, api, resource: str, sort: str):
    client = api()
    stored(client, resource)
    with CaptureQueriesContext(connection) as caught:
        assert len(client.get(f"/api/v1/{resource}?sort={sort}&limit=1").json()["results"]) == 1
    (sql,) = [query["sql"] for query in caught if '"updated_at" ' in query["sql"].partition("ORDER BY")[2]]

    plan = explained(sql)

    assert [node["Node Type"] for node in plan if "Sort" in node["Node Type"]] == []
    assert any(str(node.get("Index Name")).endswith("_by_update") for node in plan)


@pytest.mark.parametrize("sort", ["updated_at", "-updated_at"])
def test_pages_of_equal_moments_hold_every_row_once(as_acme, api, sort: str):
    client = api()
    inputs = [{"external_id": str(n), "name": f"C{n}", "domain": f"c{n}.test"} for n in range(7)]
    client.post("/api/v1/accounts/batch/upsert", {"inputs": inputs}, content_type="application/json")
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/api/v1/accounts", {"sort": sort, "limit": 3, **({"after": after} if after else {})}).json()
        seen += [row["external_id"] for row in page["results"]]
        after = page["paging"]["next"]["after"] if page["paging"]["next"] else None
    assert sorted(seen) == [str(n) for n in range(7)]
