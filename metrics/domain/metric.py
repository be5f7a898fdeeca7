"""What a metric is: a value with its fraction, its sample, and the reason when there is no value.

Source: docs/formulas.md#common-rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction

from common.statistics import Interval, wilson_interval

FORMULAS = "1"  # raise it when a formula changes its meaning; stored with every snapshot


class Unit(Enum):
    """What a value counts; money is written with the workspace's currency."""

    MONEY = "money"
    DAYS = "days"
    MONTHS = "months"
    RATIO = "ratio"
    SHARE = "share"
    COUNT = "count"


DECIMALS = {Unit.MONEY: 2, Unit.SHARE: 4, Unit.RATIO: 2, Unit.DAYS: 1, Unit.MONTHS: 1, Unit.COUNT: 0}


class Reason:
    """Why a metric has no value."""

    NO_CLOSED_DEALS = "no_closed_deals"
    NO_WON_DEALS = "no_won_deals"
    NO_AMOUNTS = "no_amounts"
    NO_DATES = "no_dates"
    NO_NEW_CUSTOMERS = "no_new_customers"
    NO_SPEND = "no_spend_recorded"
    NO_CYCLE = "no_cycle"
    NO_CUSTOMERS = "no_customers"
    NO_CHURN = "no_churn_recorded"
    NO_MARGIN = "no_margin"
    MARGIN_NOT_POSITIVE = "margin_not_positive"
    NO_REVENUE = "no_recurring_revenue"
    ONE_ORDER = "fewer_than_two_orders_per_customer"
    NO_OPEN_DEALS = "no_open_deals"
    NO_QUOTA = "no_quota_recorded"
    QUOTA_MET = "met"
    NO_TEMPLATE = "no_template"
    NO_ATTEMPTS = "no_attempts"
    TIER_EMPTY = "tier_empty"
    NO_TIERS = "no_tiers"
    NOT_GROUPABLE = "not_meaningful_for_this_grouping"


class Flag:
    """What a reader must know about a value before quoting it."""

    INCOMPLETE = "incomplete"  # an amount had no exchange rate and is left out
    LOW_N = "low_n"
    CAPPED = "capped"  # lifetime held at the cap
    ASSUMED_TERM = "assumed_term"  # a term of 12 months was assumed
    TO_DATE = "to_date"  # the period is not over
    SO_FAR = "so_far"  # earned until today, not a forecast
    NOT_CAUSAL = "not_causal"  # no hold-out to compare with
    MISSING_AMOUNT = "missing_amount"
    MISSING_DATES = "missing_dates"
    OVERLAPPING = "overlapping_groups"  # a row may count in several groups


@dataclass(frozen=True, slots=True)
class Metric:
    """One number as the product shows it.

    ``value`` is rounded half up for its unit; ``numerator`` and ``denominator`` are exact, and ``exact`` is their
    quotient. ``value`` is None exactly when ``reason`` says why.
    """

    name: str
    unit: Unit
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: int
    reason: str | None = None
    flags: tuple[str, ...] = ()
    formula_version: str = FORMULAS
    interval: Interval | None = None
    companion: Decimal | None = None  # ADS: the median; cycle: the mean

    @property
    def exact(self) -> Fraction:
        """The unrounded value, for formulas built upon this one.

        :raises ValueError: when the metric has no value.
        """
        if self.value is None or self.numerator is None or self.denominator is None:
            raise ValueError(f"{self.name} has no value: {self.reason}")
        return Fraction(self.numerator) / Fraction(self.denominator)

    def flagged(self, *flags: str) -> Metric:
        """This function will give the same metric with more flags, each once, in the order first seen."""
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *flags))))


def money(cents: int) -> Decimal:
    """This function will write cents as a decimal amount with two places."""
    return Decimal(cents).scaleb(-2)


def rounded(value: Fraction, places: int) -> Decimal:
    """This function will round half up (away from zero for negatives) to ``places`` decimals, exactly."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """This function will round a decimal half up to ``places`` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def quotient(
    name: str,
    unit: Unit,
    numerator: Decimal | int,
    denominator: Decimal | int,
    *,
    n: int,
    flags: Iterable[str] = (),
    companion: Decimal | None = None,
) -> Metric:
    """This function will build a metric whose value is numerator ÷ denominator, rounded for its unit."""
    top, bottom = Decimal(numerator), Decimal(denominator)
    value = rounded(Fraction(top) / Fraction(bottom), DECIMALS[unit])
    return Metric(name, unit, value, top, bottom, n, flags=tuple(flags), companion=companion)


def share(name: str, successes: int, trials: int, *, flags: Iterable[str] = ()) -> Metric:
    """This function will build a share of counts with its Wilson interval."""
    base = quotient(name, Unit.SHARE, successes, trials, n=trials, flags=flags)
    return replace(base, interval=wilson_interval(successes=successes, trials=trials))


def total(name: str, unit: Unit, amount: Decimal | int, *, n: int, flags: Iterable[str] = ()) -> Metric:
    """This function will build a metric that is a plain sum or count."""
    return quotient(name, unit, amount, 1, n=n, flags=flags)


def undefined(
    name: str,
    unit: Unit,
    reason: str,
    *,
    numerator: Decimal | int | None = None,
    denominator: Decimal | int | None = None,
    n: int = 0,
    flags: Iterable[str] = (),
) -> Metric:
    """This function will build a metric without a value, keeping the parts that are known (spend without customers)."""
    top = None if numerator is None else Decimal(numerator)
    bottom = None if denominator is None else Decimal(denominator)
    return Metric(name, unit, None, top, bottom, n, reason=reason, flags=tuple(flags))
