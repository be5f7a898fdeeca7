"""The terms of a model: facts one by one, and the pairs of facts that say more together than apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.additive import Fit, fit, sigmoid
from accounts.domain.learning.frame import Column, Floats, Frame, Ints
from accounts.domain.learning.levels import MAX_GROUPS, Levels, column_levels, merge_levels

LEAST_ROWS = 3  # deals a category needs for a level of its own
FINE_LEVELS = 2_000  # categories fitted one by one before they are joined to what an axis holds
PAIR_LEVELS = 24  # of each side of a pair
MAX_SINGLES = 40
MAX_PAIRS = 24
ROWS_PER_PAIR = 100  # deals that earn the model one more pair
PAIR_SHRINKAGE = 16.0


@dataclass(frozen=True)
class Term:
    """One or two facts cut into levels, and the log-odds of each cell, row by row."""

    levels: tuple[Levels, ...]
    effects: Floats

    @property
    def reach(self) -> float:
        """The distance between its best and its worst cell."""
        return float(self.effects.max() - self.effects.min())


@dataclass(frozen=True)
class _Plan:
    """A term before it is fitted: its levels and the cell of each row."""

    levels: tuple[Levels, ...]
    cell: Ints

    @property
    def count(self) -> int:
        return int(np.prod([one.count for one in self.levels]))


def cells(codes: Sequence[Ints], levels: Sequence[Levels]) -> Ints:
    """This function will number the cells of one or two axes, row by row."""
    return codes[0] if len(codes) == 1 else codes[0] * levels[1].count + codes[1]


def terms_fit(frame: Frame, weight: Floats, pairs: int) -> tuple[list[Term], float]:
    """This function will fit single facts and at most ``pairs`` pairs; it returns the terms and the intercept."""
    plans = [_Plan((levels,), levels.encode(column)) for column, levels in _singles(frame, weight)]
    fitted = _fit(plans, frame, weight)
    chosen = _pairs(frame, weight, plans, fitted, min(pairs, MAX_PAIRS, len(frame) // ROWS_PER_PAIR))
    if len(plans) > MAX_SINGLES or chosen:
        plans = _strongest(plans, fitted) + chosen
        fitted = _fit(plans, frame, weight)
    return [_term(plan, fitted.effects[at], weight) for at, plan in enumerate(plans)], fitted.intercept


def _fit(plans: Sequence[_Plan], frame: Frame, weight: Floats) -> Fit:
    return fit([plan.cell for plan in plans], [plan.count for plan in plans], frame.target, weight)


def _singles(frame: Frame, weight: Floats) -> list[tuple[Column, Levels]]:
    found = [(one, column_levels(one, weight, least=LEAST_ROWS, most=FINE_LEVELS)) for one in frame.columns]
    return [(column, levels) for column, levels in found if levels is not None]


def _strongest(plans: list[_Plan], fitted: Fit) -> list[_Plan]:
    """The single facts whose effects vary most, in their order."""
    by_strength = sorted(range(len(plans)), key=lambda at: fitted.shrinkage[at])[:MAX_SINGLES]
    return [plans[at] for at in sorted(by_strength)]


def _pairs(frame: Frame, weight: Floats, plans: Sequence[_Plan], fitted: Fit, most: int) -> list[_Plan]:
    """The pairs whose cells deviate most from what the two facts say one by one, beyond what chance would do.

    In the manner of FAST (Lou, Caruana, Gehrke and Hooker 2013, KDD: 623–631), from the whole histogram: the
    gradient g of a cell has variance h by chance, so Σ(g² − h) / (h + λ) is nought where two facts do not interact.
    """
    if most <= 0:
        return []
    log_odds = fitted.intercept + sum((fitted.effects[at][plan.cell] for at, plan in enumerate(plans)), np.zeros(1))
    share = sigmoid(np.broadcast_to(log_odds, len(frame)))
    slope, bend = weight * (frame.target - share), weight * weight * share * (1 - share)
    by_key = {column.key: column for column in frame.columns}
    keys = [plan.levels[0].key for plan in plans]
    coarse = [column_levels(by_key[key], weight, least=LEAST_ROWS, most=PAIR_LEVELS) for key in keys]
    sides = [(levels, levels.encode(by_key[levels.key])) for levels in coarse if levels is not None]
    found: list[tuple[float, int, _Plan]] = []
    for (left, left_codes), (right, right_codes) in itertools.combinations(sides, 2):
        if left.axis().fact == right.axis().fact:  # a table reads a fact once
            continue
        plan = _Plan((left, right), cells((left_codes, right_codes), (left, right)))
        g, h = np.bincount(plan.cell, slope, plan.count), np.bincount(plan.cell, bend, plan.count)
        excess = float(((g * g - h) / (h + PAIR_SHRINKAGE)).sum())
        if excess > 0:
            found.append((-excess, len(found), plan))
    return [plan for _, _, plan in sorted(found, key=lambda one: one[:2])[:most]]


def _term(plan: _Plan, effects: Floats, weight: Floats) -> Term:
    """The fitted plan as an axis can hold it: more categories than that are joined by like effect."""
    if len(plan.levels) == 1 and len(plan.levels[0].categories) > MAX_GROUPS:
        levels, joined = merge_levels(plan.levels[0], effects, np.bincount(plan.cell, weight, plan.count).astype(float))
        return Term((levels,), joined)
    return Term(plan.levels, effects)
