"""Fields that know the outcome because somebody filled them in after it.

They are found from the data, never by a customer's name for them. Of the product's own fields one follows the outcome
by what it means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.frame import Bools, Column, Floats, Frame, Ints
from accounts.domain.learning.levels import MAX_GROUPS, column_levels
from accounts.domain.learning.measure import auc

LEAST = 40  # closed deals; fewer tell nothing about a field
PERFECT_AUC = 0.90  # a single field that ranks like this
JUMP_AUC, JUMP_FILLED = 0.75, 0.25  # strong by itself, and filled in so much more often with one outcome
TIMES_FILLED, FILLED_GAP = 2.0, 0.20  # filled in so many times as often with one outcome
ONLY_TIMES, ONLY_ROWS = 10.0, 20
PURE, PURE_ROWS, PURE_COVER = 0.04, 30, 0.40  # levels nearly all won or lost, and the deals they cover
OPEN_ROWS, OPEN_CLOSED, OPEN_RATIO = 30, 0.50, 0.20  # blank while open, filled in when closed
SUSPECT_AUC, SUSPECT_COVER, SUSPECT_OPEN = 0.80, 0.25, 0.50
CERTAIN = 4.0  # standard errors
PRIOR, FOLDS = 5.0, 5
FOLLOWING = frozenset({"lifecycle"})  # a won deal makes a customer


@dataclass(frozen=True)
class Finding:
    """A field, why it is not trusted (a code), and the numbers of the sentence."""

    field: str
    reason: str
    numbers: dict[str, float]


@dataclass(frozen=True)
class Leaks:
    """Fields that are left out, and fields that are only pointed at."""

    leaky: tuple[Finding, ...] = ()
    suspect: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Facts:
    """What is counted for one field."""

    auc: float
    won_filled: float
    lost_filled: float
    filled: int
    certain: bool  # the gap between the two is no chance
    pure_won: float  # share of deals in levels that nearly always won
    pure_lost: float
    open_filled: float | None  # None: too few open deals to tell
    closed_filled: float  # of the newest closed deals


def leaks_find(frame: Frame, open_columns: Sequence[Column] = (), *, seed: int = 0) -> Leaks:
    """This function will look at each field alone; ``open_columns`` are the same fields of deals still open."""
    while_open = {column.key: column for column in open_columns}
    leaky: list[Finding] = []
    suspect: list[Finding] = []
    for column in frame.columns if len(frame) >= LEAST else ():
        if column.key in FOLLOWING:
            leaky.append(Finding(column.key, "follows_outcome", {}))
            continue
        facts = _count(frame, column, while_open.get(column.key), seed)
        if found := _leaky(column.key, facts):
            leaky.append(found)
        elif found := _suspect(column.key, facts):
            suspect.append(found)
    return Leaks(tuple(leaky), tuple(suspect))


def _leaky(key: str, facts: _Facts) -> Finding | None:
    filled = {"won": facts.won_filled, "lost": facts.lost_filled}
    low, high = sorted(filled.values())
    gap = high - low if facts.certain else 0.0
    if facts.closed_filled >= OPEN_CLOSED and _blank_while_open(facts, OPEN_RATIO):
        return Finding(key, "blank_until_close", {"open": facts.open_filled or 0.0, "closed": facts.closed_filled})
    if facts.auc >= PERFECT_AUC:
        return Finding(key, "near_perfect", {"auc": facts.auc})
    if gap and facts.filled >= ONLY_ROWS and low * ONLY_TIMES <= high:
        return Finding(key, "one_outcome_only", filled)
    if gap >= FILLED_GAP and low * TIMES_FILLED <= high:
        return Finding(key, "filled_after_outcome", filled)
    if gap >= JUMP_FILLED and facts.auc >= JUMP_AUC:
        return Finding(key, "jump", {"auc": facts.auc, **filled})
    if min(facts.pure_won, facts.pure_lost) > 0 and facts.pure_won + facts.pure_lost >= PURE_COVER:
        return Finding(key, "near_perfect_levels", {"cover": facts.pure_won + facts.pure_lost})
    return None


def _suspect(key: str, facts: _Facts) -> Finding | None:
    filled = {"won": facts.won_filled, "lost": facts.lost_filled}
    if facts.certain and abs(facts.won_filled - facts.lost_filled) >= FILLED_GAP:
        return Finding(key, "filled_after_outcome", filled)
    if facts.auc >= SUSPECT_AUC:
        return Finding(key, "near_perfect", {"auc": facts.auc})
    if min(facts.pure_won, facts.pure_lost) > 0 and facts.pure_won + facts.pure_lost >= SUSPECT_COVER:
        return Finding(key, "near_perfect_levels", {"cover": facts.pure_won + facts.pure_lost})
    if _blank_while_open(facts, SUSPECT_OPEN):
        return Finding(key, "blank_until_close", {"open": facts.open_filled or 0.0, "closed": facts.closed_filled})
    return None


def _blank_while_open(facts: _Facts, ratio: float) -> bool:
    return facts.open_filled is not None and facts.open_filled <= ratio * facts.closed_filled


def _count(frame: Frame, column: Column, while_open: Column | None, seed: int) -> _Facts:
    filled = column.filled
    won, lost = _share(filled[frame.won]), _share(filled[~frame.won])
    newest = np.argsort(frame.created, kind="stable")[-max(1, len(frame) // 4) :]
    still_open = while_open.filled if while_open is not None and len(while_open.codes) >= OPEN_ROWS else None
    value, pure_won, pure_lost = _alone(frame, column, seed)
    return _Facts(
        value,
        won,
        lost,
        int(filled.sum()),
        _certain(won, lost, frame.won),
        pure_won,
        pure_lost,
        None if still_open is None else _share(still_open),
        _share(filled[newest]),
    )


def _share(filled: Bools) -> float:
    return float(filled.mean()) if len(filled) else 0.0


def _certain(won: float, lost: float, outcomes: Bools) -> bool:
    """Whether two shares differ by more than chance: the usual test of two proportions."""
    wins, losses = int(outcomes.sum()), int((~outcomes).sum())
    if not wins or not losses:
        return False
    both = (won * wins + lost * losses) / (wins + losses)
    error = math.sqrt(both * (1 - both) * (1 / wins + 1 / losses))
    return abs(won - lost) > CERTAIN * error if error else False


def _alone(frame: Frame, column: Column, seed: int) -> tuple[float, float, float]:
    """How well the field ranks by itself (win rates of its levels, from the other folds), and its pure levels."""
    levels = column_levels(column, np.ones(len(frame)), least=1, most=MAX_GROUPS * 5)
    if levels is None:
        codes, count = np.where(column.codes >= 0, 0, 1), 2
    else:
        codes, count = levels.encode(column), levels.count
    scores = _rates_from_elsewhere(codes, count, frame.target, seed)
    rows, wins = np.bincount(codes, minlength=count), np.bincount(codes, frame.target, count)
    rate, base = wins / np.maximum(rows, 1), float(frame.won.mean())
    many = rows >= PURE_ROWS
    usual = 2.5 * PURE < base < 1 - 2.5 * PURE  # where winning is rare, levels that never won are no wonder
    pure_won = float(rows[many & (rate >= 1 - PURE)].sum()) / len(frame) if usual else 0.0
    pure_lost = float(rows[many & (rate <= PURE)].sum()) / len(frame) if usual else 0.0
    return auc(frame.won, scores) or 0.5, pure_won, pure_lost


def _rates_from_elsewhere(codes: Ints, count: int, target: Floats, seed: int) -> Floats:
    place = np.random.default_rng(seed).permutation(len(target)) % FOLDS
    scores = np.zeros(len(target))
    base = float(target.mean())
    for fold in range(FOLDS):
        there, here = place != fold, place == fold
        rows = np.bincount(codes[there], minlength=count)
        wins = np.bincount(codes[there], target[there], count)
        scores[here] = ((wins + PRIOR * base) / (rows + PRIOR))[codes[here]]
    return scores
