"""Stored values as clients see them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.domain.facts import ACCOUNT
from accounts.domain.facts_out import cents_out, instant_out, milli_out, value_out, writers
from accounts.domain.values import Kind


def test_money_percentages_and_scores_are_written_for_people() -> None:
    assert [cents_out(value) for value in (0, 5, -1235, None)] == ["0.00", "0.05", "-12.35", None]
    assert [milli_out(value) for value in (62_050, 62_049, None)] == [62.1, 62.0, None]
    assert value_out(Kind.PERCENT, 1250) == "12.50"


def test_instants_are_utc_and_empty_texts_are_null() -> None:
    assert instant_out(datetime(2024, 1, 1, tzinfo=UTC)) == "2024-01-01T00:00:00Z"
    assert value_out(Kind.DATE, date(2024, 1, 2)) == "2024-01-02"
    assert value_out(Kind.TEXT, "") is None


def test_stored_fields_name_their_columns() -> None:
    assert ("annual_revenue", "annual_revenue_cents", Kind.MONEY) in writers(ACCOUNT)
    assert "parent_name" not in {name for name, _, _ in writers(ACCOUNT)}
