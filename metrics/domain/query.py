"""What is asked of the metrics: which groups, which days, which tier a row belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum

from metrics.domain.catalogue import Fact, Variants
from metrics.domain.period import Period, month_add

ACCOUNT_FIELDS = (
    "industry",
    "sub_industry",
    "country",
    "region",
    "city",
    "company_type",
    "financial_performance",
    "lifecycle",
    "founded_year",
    "source",
)
MOST_MONTHS = 120  # a table by month shows at most ten years


class Dimension(Enum):
    """What rows are grouped by; fields and custom keys of the account are named beside it."""

    ALL = "all"
    TIER = "tier"
    SEGMENT = "segment"
    PERSONA = "persona"
    OWNER = "owner"
    MONTH = "month"
    FIELD = "field"
    CUSTOM = "custom"


class Cohort(Enum):
    """Which tier an account counts in."""

    NOW = "tier_now"
    THEN = "tier_then"  # the one it was in on the row's day
    FIRST = "first_tier"
    OPENING = "tier_at_opening"  # the one it was in when the deal was opened; by score where no history reaches back


@dataclass(frozen=True, slots=True)
class Grouping:
    """A dimension; ``name`` is the account's field or custom key where it is one."""

    dimension: Dimension
    name: str = ""

    @property
    def label(self) -> str:
        """The name in addresses and answers."""
        return self.name or self.dimension.value

    @classmethod
    def parse(cls, text: str) -> Grouping:
        """This function will read ``tier``, ``industry``, or a custom key; an unknown word is a custom key."""
        for dimension in Dimension:
            if text == dimension.value and dimension not in (Dimension.FIELD, Dimension.CUSTOM):
                return cls(dimension)
        if text in ACCOUNT_FIELDS:
            return cls(Dimension.FIELD, text)
        return cls(Dimension.CUSTOM, text)


ALL = Grouping(Dimension.ALL)

_PEOPLE = {Fact.CLOSED, Fact.OPEN, Fact.TOUCH}  # kinds of row that know persons
_WHOLE = {Dimension.ALL, Dimension.MONTH}


def is_meaningful(fact: Fact, grouping: Grouping) -> bool:
    """This function will tell whether rows of a kind can be divided by a dimension at all."""
    dimension = grouping.dimension
    if dimension is Dimension.PERSONA:
        return fact in _PEOPLE
    if fact is Fact.TARGET:
        return dimension in _WHOLE
    if fact is Fact.MOVE:
        return dimension in {*_WHOLE, Dimension.TIER}
    return not (fact is Fact.COMMITTEE and dimension is Dimension.MONTH)  # coverage is known for today alone


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One question to the metrics; ``today`` is the day in the workspace's time zone."""

    names: tuple[str, ...]
    today: date
    currency: str
    timezone: str
    grouping: Grouping = ALL
    period: Period = field(default_factory=Period)
    cohort: Cohort = Cohort.NOW
    variants: Variants = field(default_factory=Variants)

    def over(self, period: Period) -> MetricQuery:
        """This function will ask the same over another period."""
        return replace(self, period=period)


@dataclass(frozen=True, slots=True)
class Slot:
    """One period a query adds up, with the key its rows carry (``2026-03`` by month, else empty)."""

    key: str
    period: Period


def month_slots(*, period: Period, first: date, today: date) -> list[Slot]:
    """This function will cut a period into its complete months up to today, oldest first, at most ten years of them.

    ``first`` is the earliest day anything is known of. A month that the period cuts, or that is not over, is left out.
    """
    starts = period.month_starts(first=first.replace(day=1), last=today)
    last = min(today, period.end or today + timedelta(days=1))
    whole = [start for start in starts if month_add(start, 1) <= last][-MOST_MONTHS:]
    return [Slot(start.strftime("%Y-%m"), Period(start, month_add(start, 1))) for start in whole]
