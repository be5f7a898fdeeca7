"""The examination: a twin of the model, learned without the deals that examine it, against the other candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from accounts.domain.learning.blackbox import black_box_scores
from accounts.domain.learning.calibration import calibrate, recent, trust
from accounts.domain.learning.choice import options_choose
from accounts.domain.learning.frame import Floats, Frame, Ints
from accounts.domain.learning.measure import Auc, Band, auc, auc_interval, bands, deciles, lift_top
from accounts.domain.learning.model import Model, model_learn
from accounts.domain.learning.split import Split, split_of


@dataclass(frozen=True)
class Evaluation:
    """What deals that the twin had not seen say. Bands are in log-odds; :func:`in_scores` reads them as scores."""

    split: str  # time | cv
    taught: int
    examined: int
    first_examined: int | None  # day of the first deal that examined, in a split by time
    auc: Auc | None
    lift_top: float | None
    deciles: list[tuple[int, int]]
    bands: list[Band]
    held: float  # share of the spread that held
    forecast: float  # mean chance given to the examined deals before their outcome was read
    actual: float  # their win rate
    black_boxes: dict[str, float] = field(default_factory=dict)
    current_auc: float | None = None

    @property
    def black_box_auc(self) -> float | None:
        """The best of the black boxes, chosen in their favour."""
        return max(self.black_boxes.values(), default=None)


@dataclass
class _Sheet:
    """Per examined deal: what each candidate said."""

    rows: Ints
    log_odds: Floats
    chance: Floats
    black_boxes: dict[str, Floats] = field(default_factory=dict)


def evaluate(
    frame: Frame,
    *,
    seed: int,
    current: Ints | None,
    black_box: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> Evaluation:
    """This function will split, learn on one side, and rank the other. ``progress`` hears of the black boxes' start."""
    split = split_of(frame, seed)
    sheets = [_examine(frame, taught, examined, seed) for taught, examined in split.parts]
    progress(2)
    if black_box and frame.columns:
        for sheet, (taught, examined) in zip(sheets, split.parts, strict=True):
            sheet.black_boxes = black_box_scores(frame.take(taught), frame.take(examined), seed=seed)
    progress(3)
    return _marks(frame, split, sheets, current)


def _examine(frame: Frame, taught: Ints, examined: Ints, seed: int) -> _Sheet:
    past, future = frame.take(taught), frame.take(examined)
    choice = options_choose(past, seed)
    model = model_learn(past, choice.options)
    calibration = calibrate(model, choice.held, recent(past))
    return _Sheet(examined, model.log_odds(future), calibration.chance(model.score_milli(future)))


def _marks(frame: Frame, split: Split, sheets: list[_Sheet], current: Ints | None) -> Evaluation:
    rows = np.concatenate([sheet.rows for sheet in sheets])
    log_odds = np.concatenate([sheet.log_odds for sheet in sheets])
    chance = np.concatenate([sheet.chance for sheet in sheets])
    won = frame.won[rows]
    names = list(sheets[0].black_boxes)
    boxes = {name: auc(won, np.concatenate([sheet.black_boxes[name] for sheet in sheets])) for name in names}
    return Evaluation(
        split=split.kind,
        taught=len(split.parts[0][0]),
        examined=len(rows),
        first_examined=int(frame.created[rows].min()) if split.kind == "time" else None,
        auc=auc_interval(won, log_odds),
        lift_top=lift_top(won, log_odds),
        deciles=deciles(won, log_odds),
        bands=bands(won, log_odds, chance),
        held=trust(won, log_odds),
        forecast=float(chance.mean()),
        actual=float(won.mean()),
        black_boxes={name: value for name, value in boxes.items() if value is not None},
        current_auc=auc(won, current[rows].astype(np.float64)) if current is not None else None,
    )


def in_scores(model: Model, log_odds: float) -> float:
    """This function will say which score (0–100) of ``model`` means these log-odds."""
    points = (log_odds - model.base) / model.slope / 1000 if model.slope else 0.0
    return min(max(points, 0.0), 100.0)
