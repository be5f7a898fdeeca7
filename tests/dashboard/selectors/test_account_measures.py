"""What was worked out about an account, beside its facts."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import AccountMeasure
from dashboard.selectors.account_measures import basis_text, measure_lines

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def measure(key: str, value: int | None, basis: str) -> AccountMeasure:
    return AccountMeasure(key=key, value=value, basis=basis, source="metrics", at=NOW)


def test_measures_are_told_with_source_day_and_what_they_are_made_of() -> None:
    found = {
        "win_score": measure("win_score", None, "no_open_deal"),
        "expected_ltv": measure("expected_ltv", 3_100_000, "industry"),
        "engaged_people": measure("engaged_people", 2, ""),
    }

    lines = measure_lines(found)

    assert [(line.label, line.value, line.form, line.note) for line in lines] == [
        ("Expected lifetime value", 3_100_000, "own_money", "the mean of customers of its industry"),
        ("Win score", None, "score", "no deal is open"),
    ]
    assert {(line.source, line.at) for line in lines} == {("metrics", NOW)}


def test_a_basis_without_words_is_not_shown() -> None:
    assert basis_text("") == ""
