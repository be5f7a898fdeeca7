"""What the best have in common, against the rest: counts, lift, and how sure one can be of it.

A share is of those whose fact is known: unknown is unknown, not absent. Source: docs/formulas.md#traits-of-the-best.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.statistics import Interval, Table2x2, fisher_two_sided, holm_adjusted, wilson_interval

SIGNIFICANT = 0.05
LOW_N = 20  # fewer than this with the trait say little
EMPLOYEES, REVENUE = "employees", "annual_revenue"
MILLION = 100_000_000  # in hundredths of a currency

# first value of each band; the last band has no end
BANDS: dict[str, tuple[int, ...]] = {
    EMPLOYEES: (0, 11, 51, 201, 501, 1_001, 5_001),
    REVENUE: (0, MILLION, 10 * MILLION, 50 * MILLION, 100 * MILLION, 1_000 * MILLION),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the best and of the rest have a trait, and of how many of each the fact is known."""

    fact: str
    value: str  # of a band: its place, from 0
    best: int
    best_known: int
    rest: int
    rest_known: int
    is_list: bool = False  # of an account the fact has several values


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait compared; ``p`` is corrected for looking at all of them together."""

    counted: Counted
    p: float

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.counted.fact}={self.counted.value}"

    @property
    def fact(self) -> str:
        """The fact it is about."""
        return self.counted.fact

    @property
    def value(self) -> str:
        """The value of the fact."""
        return self.counted.value

    @property
    def n(self) -> int:
        """All who have it."""
        return self.counted.best + self.counted.rest

    @property
    def best_share(self) -> float:
        """Of the best."""
        return _share(self.counted.best, self.counted.best_known)

    @property
    def rest_share(self) -> float:
        """Of the rest."""
        return _share(self.counted.rest, self.counted.rest_known)

    @property
    def lift(self) -> float:
        """How much more frequent it is among the best than among all."""
        return lift(self.counted)

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval of the share of the best."""
        return wilson_interval(successes=self.counted.best, trials=self.counted.best_known)

    @property
    def is_low_n(self) -> bool:
        """Whether few have it."""
        return self.n < LOW_N

    @property
    def speaks(self) -> bool:
        """Whether it is more frequent among the best by more than chance."""
        return self.p < SIGNIFICANT and self.lift > 1

    @property
    def speaks_against(self) -> bool:
        """Whether it is rarer among the best by more than chance."""
        return self.p < SIGNIFICANT and self.lift < 1


def _share(some: int, known: int) -> float:
    return some / known if known else 0.0


def lift(counted: Counted) -> float:
    """This function will divide the share among the best by the share among all; 1 where there is nothing to divide."""
    everybody = _share(counted.best + counted.rest, counted.best_known + counted.rest_known)
    return _share(counted.best, counted.best_known) / everybody if everybody and counted.best_known else 1.0


def traits_compared(rows: Iterable[Counted]) -> list[Trait]:
    """This function will compare traits of the best and the rest, the surest first."""
    listed = list(rows)
    corrected = holm_adjusted([fisher_two_sided(_table(row)) for row in listed])
    found = [Trait(row, p) for row, p in zip(listed, corrected, strict=True)]
    return sorted(found, key=lambda one: (one.p, -abs(one.best_share - one.rest_share), one.fact, one.value))


def _table(row: Counted) -> Table2x2:
    return Table2x2(row.best, row.best_known - row.best, row.rest, row.rest_known - row.rest)


def band_ends(fact: str, place: int) -> tuple[int, int | None]:
    """This function will give the first and the last value of a band; the last band has no end.

    :raises IndexError: when the fact has no such band.
    """
    starts = BANDS[fact]
    if not 0 <= place < len(starts):
        raise IndexError(place)
    return starts[place], starts[place + 1] - 1 if place + 1 < len(starts) else None


def is_banded(fact: str) -> bool:
    """This function will tell whether the traits of a fact are bands of numbers."""
    return fact in BANDS
