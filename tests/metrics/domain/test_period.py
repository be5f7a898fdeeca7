"""Periods are half-open and compare with the one just before."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.period import PRESETS, Period, churn_months, month_add, preset_period

JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))


def test_a_period_holds_its_first_day_and_not_its_end():
    assert JANUARY.contains(date(2026, 1, 1))
    assert not JANUARY.contains(date(2026, 2, 1))
    assert Period().contains(date(1900, 1, 1))


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(date(2026, 1, 2), date(2026, 1, 2))


def test_whole_months_compare_with_as_many_months_before():
    assert JANUARY.previous() == Period(date(2025, 12, 1), date(2026, 1, 1))
    assert Period(date(2026, 4, 1), date(2026, 7, 1)).previous() == Period(date(2026, 1, 1), date(2026, 4, 1))


def test_other_periods_compare_with_as_many_days_before():
    assert Period(date(2026, 1, 11), date(2026, 1, 21)).previous() == Period(date(2026, 1, 1), date(2026, 1, 11))


def test_an_open_period_has_nothing_before_it():
    assert Period(None, date(2026, 1, 1)).previous() is None
    assert Period(date(2026, 1, 1), None).previous() is None


def test_a_running_period_is_to_date():
    assert JANUARY.is_to_date(date(2026, 1, 31))
    assert not JANUARY.is_to_date(date(2026, 2, 1))
    assert not Period().is_to_date(date(2026, 1, 1))


def test_month_starts_lie_within_the_period_and_the_bounds():
    starts = Period(date(2026, 1, 2), date(2026, 4, 1)).month_starts(first=date(2020, 1, 1), last=date(2026, 12, 1))
    assert starts == [date(2026, 2, 1), date(2026, 3, 1)]

    assert Period().month_starts(first=date(2026, 1, 15), last=date(2026, 3, 2)) == [date(2026, 2, 1), date(2026, 3, 1)]


def test_churn_is_measured_over_six_whole_months():
    months = churn_months(period=Period(None, date(2026, 7, 15)), today=date(2026, 12, 1))

    assert (months[0], months[-1], len(months)) == (date(2026, 1, 1), date(2026, 6, 1), 6)


def test_churn_never_counts_the_running_month():
    assert churn_months(period=Period(), today=date(2026, 3, 31))[-1] == date(2026, 2, 1)


def test_moving_a_lag_back_keeps_the_length():
    moved = JANUARY.shifted(-45)

    assert (moved.start, moved.days) == (date(2025, 11, 17), 31)
    assert JANUARY.days == 31
    assert Period().shifted(-45).days is None


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (Period(date.min, date(2, 1, 1)), -45),
        (Period(date(2, 1, 1), date(3, 1, 1)), -4_000_000),
        (Period(date(9999, 12, 30), date.max), 4_000_000),
        (Period(None, date(1, 1, 2)), -45),
    ],
)
def test_a_lag_leads_no_further_than_the_calendar(period, days):
    moved = period.shifted(days)

    assert moved.days is None or moved.days >= 1
    assert (moved.start is None) == (period.start is None)


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2026, 1, 2)])
def test_nothing_comes_before_a_period_that_begins_with_the_calendar(end):
    assert Period(date.min, end).previous() is None
    assert Period(date(1, 2, 1), end).previous() is None


def test_a_day_a_month_lacks_becomes_its_last_day():
    assert month_add(date(2026, 1, 31), 1) == date(2026, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-240, 240))
def test_adding_months_and_taking_them_away_keeps_the_month(day, months):
    there = month_add(day.replace(day=1), months)

    assert month_add(there, -months) == day.replace(day=1)


@pytest.mark.parametrize(
    ("preset", "start", "end"),
    [
        ("this_month", date(2026, 5, 1), date(2026, 6, 1)),
        ("last_month", date(2026, 4, 1), date(2026, 5, 1)),
        ("this_quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("last_quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("this_year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("last_12_months", date(2025, 5, 1), date(2026, 5, 1)),
        ("all", None, None),
        ("nonsense", None, None),
    ],
)
def test_named_periods_begin_and_end_with_months(preset, start, end):
    assert preset_period(preset, today=date(2026, 5, 20)) == Period(start, end)


def test_every_named_period_is_one_of_the_presets():
    assert all(preset_period(preset, today=date(2026, 5, 20)).start for preset in PRESETS[1:])
