"""What a batch reports is what it stored, for any mix of good and bad records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from tests.security.api_rows import send

pytestmark = pytest.mark.django_db
GOOD = st.builds(
    lambda n, e: {"source": "s", "external_id": f"x{n}", "name": f"N{n}", "employees": e}, *[st.integers(0, 9)] * 2
)
KEYLESS = st.just({"source": "s", "name": "x", "external_id": ""})  # gets a key of its own: never a twin
BAD = st.one_of(
    st.builds(
        lambda n: {"source": "s", "external_id": f"x{n}", "name": f"N{n}", "employees": "many"}, st.integers(0, 9)
    ),
    st.builds(lambda n: {"source": "s", "external_id": f"x{n}", "nobody": 1, "name": "x"}, st.integers(0, 9)),
    st.just(7),
)


@given(inputs=st.lists(st.one_of(GOOD, GOOD, KEYLESS, BAD), max_size=8), all_or_none=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_stored_are_the_successes_reported(as_acme, api, inputs, all_or_none):
    Account.objects.all().delete()

    answer = send(api(), "POST", "/api/v1/accounts/batch/upsert", {"inputs": inputs, "all_or_none": all_or_none})

    results: list[dict[str, Any]] = answer.json()["results"]
    failed = any(row["status"] == "error" for row in results)
    assert [row["index"] for row in results] == list(range(len(inputs)))
    assert answer.status_code == (422 if failed and all_or_none else 200)
    created = {row["external_id"] for row in results if row["status"] == "created"}
    stored = dict(Account.objects.values_list("external_id", "employees"))
    if failed and all_or_none:
        assert stored == {}
        return
    assert set(stored) == created
    for row, sent in zip(results, inputs, strict=True):
        if row["status"] == "created":
            assert stored[row["external_id"]] == sent.get("employees")
