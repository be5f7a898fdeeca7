"""Which options to learn with: tried on deals that teach, never on those that examine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.calibration import trust
from accounts.domain.learning.frame import Frame, Ints
from accounts.domain.learning.measure import auc
from accounts.domain.learning.model import Options, model_learn
from accounts.domain.learning.split import folds, time_split
from accounts.domain.learning.terms import MAX_PAIRS, ROWS_PER_PAIR

HALF_LIVES: tuple[int | None, ...] = (None, 730, 365)  # days
WORTH = 0.1  # over the root of the deals that examine: a gain in AUC that makes a less simple choice worth it
FEW = 2_000  # fewer undated deals than this: three folds, not one
MOST_ROWS = 20_000  # newest deals that options are tried on


@dataclass(frozen=True)
class Choice:
    """The options that did best, and how much of their spread held on deals unseen."""

    options: Options
    held: float


def options_choose(frame: Frame, seed: int) -> Choice:
    """This function will choose options by a split inside ``frame``; the simpler ones where it makes no difference."""
    if len(frame) > MOST_ROWS:
        frame = frame.take(np.sort(np.argsort(frame.created, kind="stable")[-MOST_ROWS:]))
    by_time = time_split(frame)
    half_lives = HALF_LIVES if by_time else HALF_LIVES[:1]
    parts = [by_time] if by_time else list(folds(frame, seed, 3) if len(frame) < FEW else folds(frame, seed, 4)[:1])
    pairs = (0, MAX_PAIRS) if len(frame.columns) > 1 and len(frame) >= ROWS_PER_PAIR else (0,)
    best, chosen = 0.0, Choice(Options(None, 0), 0.0)
    if not parts:  # all deals alike: nothing to choose by
        return chosen
    worth = WORTH / math.sqrt(sum(len(examined) for _, examined in parts))
    for options in [Options(half_life, most) for most in pairs for half_life in half_lives]:
        value, held = _tried(frame, parts, options)
        if value > best + worth:
            best, chosen = value, Choice(options, held)
    return chosen


def _tried(frame: Frame, parts: Sequence[tuple[Ints, Ints]], options: Options) -> tuple[float, float]:
    log_odds = np.concatenate([model_learn(frame.take(a), options).log_odds(frame.take(b)) for a, b in parts])
    won = np.concatenate([frame.won[b] for _, b in parts])
    return auc(won, log_odds) or 0.5, trust(won, log_odds)
