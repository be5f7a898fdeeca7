from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.forms_scores import HistoryForm

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
CHOICES = [("best", "Best"), ("other", "Other")]


def span(**given: str) -> tuple[str, str]:
    with timezone.override(UTC):
        since, until = HistoryForm(given or None, profiles=CHOICES, now=NOW).span()
    return since.isoformat(), until.isoformat()


def test_without_days_the_last_ninety_are_shown_until_now():
    assert span() == ("2026-02-03T00:00:00+00:00", NOW.isoformat())


def test_a_day_is_taken_whole():
    assert span(since="2026-04-01", until="2026-04-02") == (
        "2026-04-01T00:00:00+00:00",
        "2026-04-02T23:59:59.999999+00:00",
    )


@pytest.mark.parametrize("given", [{"until": "2999-01-01"}, {"since": "soon"}, {"since": "2026-02-31"}])
def test_days_that_cannot_be_count_as_not_given(given: dict[str, str]):
    assert span(**given) == span()


def test_the_end_is_never_before_the_start():
    since, until = span(since="2026-04-09", until="2026-04-02")

    assert since[:10] == until[:10] == "2026-04-02"


def test_the_profile_is_offered_only_where_there_is_a_choice():
    alone = HistoryForm(None, profiles=CHOICES[:1], now=NOW)
    both = HistoryForm({"profile": "other"}, profiles=CHOICES, now=NOW + timedelta(days=1))

    assert alone.fields["profile"].widget.input_type == "hidden"
    assert (alone.profile_key(), both.profile_key()) == ("", "other")
