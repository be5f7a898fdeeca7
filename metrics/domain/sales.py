"""Win rate, deal size, contract value, cycle, velocity and pipeline coverage.

Source: docs/formulas.md#unit-economics-funnel-and-committee.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from metrics.domain.metric import (
    Flag,
    Metric,
    Reason,
    Unit,
    money,
    quotient,
    round_half_up,
    rounded,
    share,
    total,
    undefined,
)
from metrics.domain.sums import Sums, Terms

ASSUMED_TERM_MONTHS = 12


def win_rate(sums: Sums, terms: Terms) -> Metric:
    """This function will give won ÷ (won + lost) of deals closed in the period; open deals never count."""
    closed = sums.won + sums.lost
    if closed == 0:
        return undefined("win_rate", Unit.SHARE, Reason.NO_CLOSED_DEALS, numerator=0, denominator=0)
    return share("win_rate", sums.won, closed)


def price_flags(sums: Sums) -> list[str]:
    """This function will say what is missing from the won amounts."""
    flags = [Flag.INCOMPLETE] if sums.won_unconverted else []
    return [*flags, Flag.MISSING_AMOUNT] if sums.won_unpriced else flags


def ads(sums: Sums, terms: Terms) -> Metric:
    """This function will give the average deal size, its median beside it; a zero amount counts, a missing one not."""
    flags = price_flags(sums)
    value = money(sums.won_value_cents)
    if sums.won_priced == 0:
        reason = Reason.NO_AMOUNTS if sums.won else Reason.NO_WON_DEALS
        return undefined("ads", Unit.MONEY, reason, numerator=value, denominator=0, flags=flags)
    median = None if sums.won_median_cents is None else round_half_up(sums.won_median_cents.scaleb(-2), 2)
    return quotient("ads", Unit.MONEY, value, sums.won_priced, n=sums.won_priced, flags=flags, companion=median)


def contract_acv_cents(*, amount: int, one_time_fees: int, term_months: int | None, renewable: bool) -> int:
    """This function will give a deal's annual contract value in cents, half up.

    (amount − one-time fees) ÷ term in years. A term under a year is stretched to a year only when it renews; without
    a term it is taken as a year.
    """
    recurring = amount - one_time_fees
    if not term_months or term_months <= 0 or (term_months < ASSUMED_TERM_MONTHS and not renewable):
        return recurring
    return int(rounded(Fraction(recurring * 12, term_months), 0))


def acv(sums: Sums, terms: Terms) -> Metric:
    """This function will give the mean annual contract value per won deal."""
    flags = price_flags(sums) + ([Flag.ASSUMED_TERM] if sums.acv_assumed_term else [])
    value = money(sums.acv_cents)
    if sums.won_priced == 0:
        reason = Reason.NO_AMOUNTS if sums.won else Reason.NO_WON_DEALS
        return undefined("acv", Unit.MONEY, reason, numerator=value, denominator=0, flags=flags)
    return quotient("acv", Unit.MONEY, value, sums.won_priced, n=sums.won_priced, flags=flags)


def cycle_days(sums: Sums, terms: Terms) -> Metric:
    """This function will give the median days from creation to closing of won deals, the mean beside it."""
    flags = [Flag.MISSING_DATES] if sums.cycle_excluded else []
    if sums.cycle_median is None or sums.cycle_n == 0:
        reason = Reason.NO_DATES if sums.won else Reason.NO_WON_DEALS
        return undefined("cycle_days", Unit.DAYS, reason, denominator=0, flags=flags)
    mean = rounded(Fraction(sums.cycle_days, sums.cycle_n), 1)
    return quotient("cycle_days", Unit.DAYS, sums.cycle_median, 1, n=sums.cycle_n, flags=flags, companion=mean)


def velocity_per_day(sums: Sums, terms: Terms) -> Metric:
    """This function will give the money a pipeline yields a day: open qualified deals × win rate × ADS ÷ cycle.

    A cycle under a day counts as one day.
    """
    rate, size, cycle = win_rate(sums, terms), ads(sums, terms), cycle_days(sums, terms)
    flags = tuple(dict.fromkeys((*rate.flags, *size.flags, *cycle.flags)))
    missing = next((part.reason for part in (rate, size, cycle) if part.reason), None)
    if missing or sums.cycle_median is None:
        reason = missing or Reason.NO_CYCLE
        return undefined("velocity_per_day", Unit.MONEY, reason, numerator=sums.open, n=sums.open, flags=flags)
    days = max(Decimal(1), sums.cycle_median)
    top = sums.open * sums.won * money(sums.won_value_cents)
    bottom = (sums.won + sums.lost) * sums.won_priced * days
    return quotient("velocity_per_day", Unit.MONEY, top, bottom, n=sums.won + sums.lost, flags=flags)


def pipeline_coverage(sums: Sums, terms: Terms) -> Metric:
    """This function will give the qualified value due to close in the period ÷ the quota left (quota − won value)."""
    flags = [Flag.INCOMPLETE] if sums.closing_unconverted or sums.won_unconverted else []
    closing, left = money(sums.closing_value_cents), money(sums.quota_cents - sums.won_value_cents)
    if sums.quota_n == 0:
        return undefined("pipeline_coverage", Unit.RATIO, Reason.NO_QUOTA, numerator=closing, n=sums.open, flags=flags)
    if left <= 0:
        return undefined(
            "pipeline_coverage",
            Unit.RATIO,
            Reason.QUOTA_MET,
            numerator=closing,
            denominator=left,
            n=sums.open,
            flags=flags,
        )
    return quotient("pipeline_coverage", Unit.RATIO, closing, left, n=sums.open, flags=flags)


def required_coverage(rate: Metric) -> Decimal | None:
    """This function will give the coverage a win rate asks for (1 ÷ win rate, two decimals), None without wins."""
    if rate.value is None or rate.exact == 0:
        return None
    return rounded(1 / rate.exact, 2)


def won_count(sums: Sums, terms: Terms) -> Metric:
    """This function will count deals won in the period."""
    return total("won_count", Unit.COUNT, sums.won, n=sums.won)


def lost_count(sums: Sums, terms: Terms) -> Metric:
    """This function will count deals lost in the period."""
    return total("lost_count", Unit.COUNT, sums.lost, n=sums.lost)


def open_count(sums: Sums, terms: Terms) -> Metric:
    """This function will count qualified deals open when the period ends."""
    return total("open_count", Unit.COUNT, sums.open, n=sums.open)


def won_value(sums: Sums, terms: Terms) -> Metric:
    """This function will add up the amounts of deals won in the period; where none of them is known, so is the sum."""
    flags = price_flags(sums)
    if sums.won_priced == 0 and flags:
        return undefined("won_value", Unit.MONEY, Reason.NO_AMOUNTS, numerator=0, denominator=1, flags=flags)
    return total("won_value", Unit.MONEY, money(sums.won_value_cents), n=sums.won_priced, flags=flags)
