"""What the resources of this room share."""

from __future__ import annotations

import pytest
from rest_framework.exceptions import ValidationError

from accounts.api.accounts import AccountIn
from accounts.api.shapes import outcomes
from accounts.domain.problems import Problem
from accounts.services.upsert import RecordResult


def test_a_record_is_read_by_the_one_table_of_fields() -> None:
    assert AccountIn(partial=True).run_validation({"employees": "5"})["employees"] == 5
    with pytest.raises(ValidationError) as caught:
        AccountIn(data={"color": 1, "source": ""}).is_valid(raise_exception=True)
    assert set(caught.value.detail) == {"color", "source", "name"}
    with pytest.raises(ValidationError):
        AccountIn().run_validation([])


def test_a_record_that_gave_way_is_unchanged_and_says_so() -> None:
    twin = RecordResult(0, "error", None, "1", [Problem("superseded", column="external_id", params={"value": "1"})])
    bad = RecordResult(1, "error", None, "2", [Problem("required", column="name")])
    first, second = outcomes([twin, bad])
    assert (first.status, first.errors[0]["code"]) == ("unchanged", "duplicate_in_batch")
    assert (second.status, second.errors[0]["field"]) == ("error", "name")
