"""Closed deals as columns of facts: what learning reads.

A column keeps each distinct value once and the rows as places in it, so that finding levels costs the distinct values
and encoding rows is one lookup; −1 is an unknown fact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from accounts.domain.icp_facts import FactKind, fold, spellings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

UNDATED = -1
HAS, HAS_NOT, EMPTY = 0, 1, 2  # codes of a value of a list: in it, in it only others, nothing in it
NUMBER = re.compile(r" *[+-]?[0-9]{1,12}([.][0-9]{1,9})? *")  # what accounts/selectors/scores_facts.py calls a number
NUMERIC_SHARE = 0.95  # of the known values, for a custom field to be one of numbers
BLANKS = frozenset({"select", "none", "n/a", "na", "null", "nan", "-"})  # what forms leave where nothing was chosen


@dataclass(frozen=True)
class Column:
    """One fact of every row: ``values[codes[row]]``, unknown where the code is −1. Numbers ascend.

    Of a list there is a column for each value that may be in it (``lists``), so its key is not the fact's.
    """

    key: str
    kind: FactKind  # INT, DAYS, TEXT or SET
    values: tuple[int, ...] | tuple[str, ...]
    codes: Ints
    of_list: str = ""  # the list the value is looked for in

    @property
    def fact(self) -> str:
        """The fact that a rule reads."""
        return self.of_list or self.key

    @property
    def known(self) -> Bools:
        """Which rows have the fact."""
        return np.asarray(self.codes >= 0)

    @property
    def filled(self) -> Bools:
        """Which rows have it filled in by somebody: a form's *Select* is known, yet nobody chose it."""
        if self.kind is FactKind.DAYS:  # that nothing ever came is known of every account
            return np.ones(len(self.codes), dtype=np.bool_)
        if self.kind is FactKind.SET:
            return np.asarray((self.codes >= 0) & (self.codes != EMPTY))
        if self.kind is not FactKind.TEXT:
            return self.known
        chosen = [str(value).strip().lower() not in BLANKS for value in self.values]
        return np.asarray(np.array([*chosen, False])[self.codes])

    def take(self, rows: Ints | Bools) -> Column:
        """This function will keep some rows; the distinct values stay."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True)
class Frame:
    """Closed deals: their facts, outcome, day of creation (ordinal, −1: none) and account (−1: none)."""

    columns: tuple[Column, ...]
    won: Bools
    created: Ints
    groups: Ints

    def __len__(self) -> int:
        return len(self.won)

    @property
    def keys(self) -> tuple[str, ...]:
        """The facts, in order."""
        return tuple(column.key for column in self.columns)

    @property
    def target(self) -> Floats:
        """1 for won, 0 for lost."""
        return self.won.astype(np.float64)

    def take(self, rows: Ints | Bools) -> Frame:
        """This function will keep some rows, in that order."""
        columns = tuple(column.take(rows) for column in self.columns)
        return Frame(columns, self.won[rows], self.created[rows], self.groups[rows])

    def only(self, keys: Iterable[str]) -> Frame:
        """This function will keep some facts."""
        wanted = set(keys)
        return replace(self, columns=tuple(column for column in self.columns if column.key in wanted))


def number_column(key: str, given: Sequence[int | None], kind: FactKind = FactKind.INT) -> Column:
    """This function will make a column of numbers in their stored unit, or of days."""
    values, places = _distinct([value for value in given if value is not None])
    return Column(key, kind, tuple(int(value) for value in values), _spread(given, places))


def text_column(key: str, given: Sequence[str | None]) -> Column:
    """This function will make a column of texts; spellings that a rule would not tell apart become one value."""
    known = [value for value in given if value is not None]
    by_count = sorted(Counter(known).items(), key=lambda pair: (-pair[1], pair[0]))
    first: dict[str, int] = {}
    kept: list[str] = []
    place_of: dict[str, int] = {}
    for value, _ in by_count:
        place = next((first[form] for form in (fold(value), *sorted(spellings(value))) if form in first), len(kept))
        if place == len(kept):
            kept.append(value)
        for form in spellings(value):
            first.setdefault(form, place)
        place_of[value] = place
    codes = [UNDATED if value is None else place_of[value] for value in given]
    return Column(key, FactKind.TEXT, tuple(kept), np.array(codes, dtype=np.int64))


def custom_column(key: str, given: Sequence[str | None]) -> Column:
    """This function will make a column of a custom field: of numbers (thousandths) where nearly all are, else of texts.

    A text among numbers is unknown then, as it is to a rule that reads the field as a number.
    """
    counts = Counter(value for value in given if value is not None)
    numbers = {value: thousandths(value) for value in counts}
    numeric = sum(counts[value] for value, number in numbers.items() if number is not None)
    if not counts or numeric < NUMERIC_SHARE * sum(counts.values()):
        return text_column(key, given)
    return number_column(key, [None if value is None else numbers[value] for value in given])


def thousandths(text: str) -> int | None:
    """This function will read a number in thousandths, half away from nought, as a rule reads a custom field."""
    if not NUMBER.fullmatch(text):
        return None
    return int((Decimal(text.strip(" ")) * 1000).to_integral_value(ROUND_HALF_UP))


def _distinct(known: Sequence[Any]) -> tuple[list[Any], Ints]:
    if not known:
        return [], np.empty(0, dtype=np.int64)
    values, places = np.unique(np.array(known, dtype=np.int64), return_inverse=True)
    return list(values), places.astype(np.int64)


def _spread(given: Sequence[object | None], places: Ints) -> Ints:
    codes = np.full(len(given), -1, dtype=np.int64)
    codes[np.array([value is not None for value in given], dtype=bool)] = places
    return codes
