"""From a score to a chance of winning: how much of the spread to believe, and around which win rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.additive import sigmoid
from accounts.domain.learning.frame import UNDATED, Bools, Floats, Frame, Ints
from accounts.domain.learning.model import Model

MAX_TRUST = 1.2
STEPS = 25
RECENT_SHARE = 4  # one in four: the newest closed deals stand for what comes next


@dataclass(frozen=True)
class Calibration:
    """Log-odds of winning = ``intercept + slope · score_milli``."""

    intercept: float
    slope: float

    def chance(self, score_milli: Ints) -> Floats:
        """This function will give the chance of winning at each score."""
        return sigmoid(np.asarray(self.intercept + self.slope * score_milli))


def trust(won: Bools, log_odds: Floats) -> float:
    """This function will tell how much of a model's spread held on deals it had not seen (1: all of it, 0: nothing).

    The slope of a logistic regression of the outcome on the model's log-odds (Cox 1958), kept within 0 and 1.2.
    """
    target = won.astype(np.float64)
    spread = float(log_odds.std())
    if spread < 1e-9 or target.min(initial=1.0) == target.max(initial=0.0):
        return 0.0
    middle = float(log_odds.mean())
    x = (log_odds - middle) / spread
    a, b = float(np.log(target.mean() / (1 - target.mean()))), 0.0
    for _ in range(STEPS):
        share = sigmoid(np.asarray(a + b * x, dtype=np.float64))
        bend = share * (1 - share)
        h00, h01, h11 = bend.sum() + 1e-9, (bend * x).sum(), (bend * x * x).sum() + 1e-9
        g0, g1 = (target - share).sum(), ((target - share) * x).sum()
        fall = h00 * h11 - h01 * h01
        a, b = a + (h11 * g0 - h01 * g1) / fall, b + (h00 * g1 - h01 * g0) / fall
    return float(min(max(b / spread, 0.0), MAX_TRUST))


def recent(frame: Frame) -> Frame:
    """This function will keep the newest quarter of the deals; all of them where they have no dates."""
    if not (frame.created != UNDATED).any():
        return frame
    return frame.take(np.argsort(frame.created, kind="stable")[-max(1, len(frame) // RECENT_SHARE) :])


def calibrate(model: Model, held: float, base: Frame) -> Calibration:
    """This function will place the chances so that they average to the win rate of ``base`` over its deals."""
    scores = model.score_milli(base)
    if not len(base):
        return Calibration(0.0, 0.0)
    slope = model.slope * held
    rate = (float(base.won.sum()) + 0.5) / (len(base) + 1)
    low, high = -40.0, 40.0
    centre = slope * float(scores.mean())
    for _ in range(60):
        middle = (low + high) / 2
        if float(sigmoid(np.asarray(middle - centre + slope * scores)).mean()) < rate:
            low = middle
        else:
            high = middle
    return Calibration((low + high) / 2 - centre, slope)
