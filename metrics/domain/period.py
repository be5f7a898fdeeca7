"""Half-open periods of days in the workspace's time zone.

Source: docs/formulas.md#common-rules.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

CHURN_MONTHS = 6  # whole months over which churn is smoothed
SECOND_DAY = date.min + timedelta(days=1)


def _moved(day: date, days: int, latest: date) -> date:
    """Move a day, at most to an end of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), latest.toordinal()))


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, and without, ``end``; None leaves that side open."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError("a period ends after it starts")

    @property
    def days(self) -> int | None:
        """Length in days, or None for a period open on a side."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """This function will tell whether a day lies within."""
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)

    def shifted(self, days: int) -> Period:
        """This function will move both ends by whole days; an open side stays open.

        Where the calendar ends, so does the period: its last day there remains.
        """
        start = None if self.start is None else _moved(self.start, days, date.max - timedelta(days=1))
        return Period(start, None if self.end is None else max(_moved(self.end, days, date.max), SECOND_DAY))

    def previous(self) -> Period | None:
        """This function will give the period just before: whole months before whole months, else as many days.

        An open period has none before it, nor has one that would begin before the calendar.
        """
        if self.start is None or self.end is None:
            return None
        if self.start - date.min < self.end - self.start:
            return None
        if self.start.day == 1 and self.end.day == 1:
            months = month_index(self.end) - month_index(self.start)
            return Period(month_add(self.start, -months), self.start)
        return Period(self.start - (self.end - self.start), self.start)

    def is_to_date(self, today: date) -> bool:
        """This function will tell whether the period is still running on ``today`` (its end lies ahead)."""
        return self.end is not None and self.end > today and self.contains(today)

    def month_starts(self, *, first: date, last: date) -> list[date]:
        """This function will list the first days of months within, from ``first`` at the earliest to ``last``."""
        lower = first if self.start is None else max(first, self.start)
        month = lower if lower.day == 1 else month_add(lower.replace(day=1), 1)
        starts: list[date] = []
        while month <= last and (self.end is None or month < self.end):
            starts.append(month)
            month = month_add(month, 1)
        return starts


def month_index(day: date) -> int:
    """This function will number months consecutively, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


def month_add(day: date, months: int) -> date:
    """This function will move a day by months, to the month's last day where the day does not exist there."""
    year, month = divmod(month_index(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def churn_months(*, period: Period, today: date) -> list[date]:
    """This function will list the first days of the six whole months churn is measured over.

    They are the last six that were over at the period's end and today.
    """
    end = today if period.end is None else min(period.end, today)
    last = end.replace(day=1)
    return [month_add(last, -back) for back in range(CHURN_MONTHS, 0, -1)]


PRESETS = (
    "all",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_12_months",
)


def preset_period(preset: str, *, today: date) -> Period:
    """This function will give the days of a named period; an unknown name is all time."""
    month = today.replace(day=1)
    quarter = month_add(month, -((month.month - 1) % 3))
    year = today.replace(month=1, day=1)
    spans = {
        "this_month": (month, month_add(month, 1)),
        "last_month": (month_add(month, -1), month),
        "this_quarter": (quarter, month_add(quarter, 3)),
        "last_quarter": (month_add(quarter, -3), quarter),
        "this_year": (year, month_add(year, 12)),
        "last_year": (month_add(year, -12), year),
        "last_12_months": (month_add(month, -12), month),
    }
    start, end = spans.get(preset, (None, None))
    return Period(start, end)
