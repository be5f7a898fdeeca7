"""A learned model in whole numbers: the tables of a profile version, and what their score means in log-odds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.domain.icp import MAX_WEIGHT
from accounts.domain.icp_rules import FULL
from accounts.domain.learning.frame import UNDATED, Floats, Frame, Ints
from accounts.domain.learning.levels import Levels
from accounts.domain.learning.terms import MAX_PAIRS, Term, cells, terms_fit

NEGLIGIBLE = 0.002  # of the strongest term's reach: too weak for a weight of its own
POINTLESS = 1e-6  # log-odds: no reach at all


@dataclass(frozen=True)
class Options:
    """What is tried against one another: how fast old deals fade, and how many pairs are let in."""

    half_life_days: int | None = None
    pairs: int = MAX_PAIRS


@dataclass(frozen=True)
class WeightedTable:
    """A term in whole numbers: the shares of its cells, and what it weighs."""

    levels: tuple[Levels, ...]
    shares: Ints
    weight: int

    def cells(self, frame: Frame) -> Ints:
        """This function will find the cell of every row."""
        by_key = {column.key: column for column in frame.columns}
        return cells([levels.encode(by_key[levels.key]) for levels in self.levels], self.levels)


@dataclass(frozen=True)
class Model:
    """Tables, the heaviest first, and the line from a score to log-odds: ``base + slope · score_milli``."""

    tables: tuple[WeightedTable, ...]
    base: float
    slope: float

    @property
    def total_weight(self) -> int:
        """W of docs/fit.md#score."""
        return sum(table.weight for table in self.tables)

    def score_milli(self, frame: Frame) -> Ints:
        """This function will score every row exactly as the version will once it is published."""
        total = self.total_weight
        weighted = np.zeros(len(frame), dtype=np.int64)
        for table in self.tables:
            weighted += table.weight * table.shares[table.cells(frame)]
        return (200 * weighted + total) // (2 * total) if total else weighted

    def log_odds(self, frame: Frame) -> Floats:
        """This function will read the log-odds of winning off the scores."""
        return np.asarray(self.base + self.slope * self.score_milli(frame))


def row_weights(created: Ints, half_life_days: int | None) -> Floats:
    """This function will let a deal count half for each half-life it is older than the newest; undated ones least."""
    if half_life_days is None or not (created != UNDATED).any():
        return np.ones(len(created))
    days = np.where(created == UNDATED, created[created != UNDATED].min(), created)
    return np.asarray(0.5 ** ((days.max() - days) / half_life_days))


def model_learn(frame: Frame, options: Options) -> Model:
    """This function will fit a model to closed deals."""
    terms, intercept = terms_fit(frame, row_weights(frame.created, options.half_life_days), options.pairs)
    return model_in_whole_numbers(terms, intercept)


def model_in_whole_numbers(terms: Sequence[Term], intercept: float) -> Model:
    """This function will write log-odds as shares and weights: the widest term weighs 1000, its worst cell has share 0.

    Terms that could not move a score are left out; what they mean for every deal stays in ``base``.
    """
    widest = max((term.reach for term in terms), default=0.0)
    tables: list[WeightedTable] = []
    base = intercept
    for term in terms:
        if widest < POINTLESS or term.reach < NEGLIGIBLE * widest:
            continue
        low = float(term.effects.min())
        shares = np.rint((term.effects - low) * FULL / term.reach).astype(np.int64)
        tables.append(WeightedTable(term.levels, shares, max(1, round(MAX_WEIGHT * term.reach / widest))))
        base += low
    tables.sort(key=lambda table: -table.weight)
    total = sum(table.weight for table in tables)
    # weight · share stands for reach · share: one point of both together is widest / (MAX_WEIGHT · FULL) log-odds
    slope = widest / (MAX_WEIGHT * FULL) * total / 100
    return Model(tuple(tables), base, slope)
