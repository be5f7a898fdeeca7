"""Converting money with dated rates.

A rate holds from its day until the next one's. Each amount is converted by the rate of the day it happened on and
rounded to a cent, so that converted rows add up to the converted total. Source: docs/formulas.md#common-rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from metrics.domain.metric import rounded


@dataclass(frozen=True, slots=True)
class DatedRate:
    """From ``on`` one unit of ``currency`` is worth ``rate`` units of the workspace's currency."""

    currency: str
    on: date
    rate: Decimal


class RateBook:
    """All rates of a workspace, looked up by currency and day."""

    def __init__(self, *, home: str, rates: Iterable[DatedRate]) -> None:
        self.home = home
        self._by_currency: dict[str, list[DatedRate]] = {}
        for rate in sorted(rates, key=lambda one: one.on):
            self._by_currency.setdefault(rate.currency, []).append(rate)

    def rate(self, *, currency: str, on: date) -> Decimal | None:
        """This function will find the rate in force on a day; None where none is dated that early."""
        if currency == self.home:
            return Decimal(1)
        dated = self._by_currency.get(currency, [])
        position = bisect_right([one.on for one in dated], on)
        return dated[position - 1].rate if position else None

    def convert(self, *, cents: int, currency: str, on: date) -> int | None:
        """This function will convert cents into cents of the home currency, half up; None without a rate, never 1:1."""
        rate = self.rate(currency=currency, on=on)
        return None if rate is None else int(rounded(Fraction(cents) * Fraction(rate), 0))
