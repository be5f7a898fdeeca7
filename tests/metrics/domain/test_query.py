"""Questions to the metrics: words become dimensions, periods become months, senseless divisions are known."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.domain.catalogue import Fact
from metrics.domain.period import Period
from metrics.domain.query import (
    ALL,
    MOST_MONTHS,
    Dimension,
    Grouping,
    MetricQuery,
    is_meaningful,
    month_slots,
)


@pytest.mark.parametrize(
    ("word", "dimension", "name"),
    [
        ("all", Dimension.ALL, ""),
        ("tier", Dimension.TIER, ""),
        ("month", Dimension.MONTH, ""),
        ("industry", Dimension.FIELD, "industry"),
        ("Plan %", Dimension.CUSTOM, "Plan %"),
        ("field", Dimension.CUSTOM, "field"),
        ("custom", Dimension.CUSTOM, "custom"),
        ("password", Dimension.CUSTOM, "password"),
    ],
)
def test_a_word_becomes_a_dimension_and_is_written_back_as_it_came(word, dimension, name):
    grouping = Grouping.parse(word)

    assert (grouping.dimension, grouping.name, grouping.label) == (dimension, name, word)


@pytest.mark.parametrize(
    ("fact", "divisible"),
    [
        (Fact.CLOSED, set(Dimension)),
        (Fact.OPEN, set(Dimension)),
        (Fact.TOUCH, set(Dimension)),
        (Fact.SPEND, set(Dimension) - {Dimension.PERSONA}),
        (Fact.CUSTOMER, set(Dimension) - {Dimension.PERSONA}),
        (Fact.COMMITTEE, set(Dimension) - {Dimension.PERSONA, Dimension.MONTH}),
        (Fact.TARGET, {Dimension.ALL, Dimension.MONTH}),
        (Fact.MOVE, {Dimension.ALL, Dimension.MONTH, Dimension.TIER}),
    ],
)
def test_each_kind_of_row_is_divided_only_where_that_means_something(fact, divisible):
    assert {one for one in Dimension if is_meaningful(fact, Grouping(one))} == divisible


def test_the_same_is_asked_over_another_period():
    query = MetricQuery(names=("ads",), today=date(2026, 3, 1), currency="EUR", timezone="UTC")
    january = Period(date(2026, 1, 1), date(2026, 2, 1))

    moved = query.over(january)

    assert (moved.period, moved.names, moved.grouping) == (january, ("ads",), ALL)
    assert query.period == Period()


def test_all_time_is_cut_into_months_from_the_first_known_day_to_the_last_that_is_over():
    slots = month_slots(period=Period(), first=date(2025, 11, 20), today=date(2026, 2, 10))

    assert [slot.key for slot in slots] == ["2025-11", "2025-12", "2026-01"]
    assert slots[0].period == Period(date(2025, 11, 1), date(2025, 12, 1))


def test_a_month_is_over_only_once_its_last_day_has_passed():
    last_day, next_day = (month_slots(period=Period(), first=date(2026, 1, 1), today=day)
                          for day in (date(2026, 1, 31), date(2026, 2, 1)))  # fmt: skip

    assert last_day == []
    assert [slot.key for slot in next_day] == ["2026-01"]


def test_months_that_the_period_cuts_are_left_out():
    cut = Period(date(2025, 11, 15), date(2026, 2, 15))

    assert [slot.key for slot in month_slots(period=cut, first=date(2020, 1, 1), today=date(2026, 7, 1))] == [
        "2025-12",
        "2026-01",
    ]


def test_only_the_last_ten_years_of_months_are_shown():
    slots = month_slots(period=Period(), first=date(1990, 5, 5), today=date(2026, 7, 10))

    assert (len(slots), slots[0].key, slots[-1].key) == (MOST_MONTHS, "2016-07", "2026-06")
