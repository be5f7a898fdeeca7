"""From closed deals to the tables of a version, with an examination of what they are worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.domain.learning.calibration import Calibration, calibrate, recent
from accounts.domain.learning.choice import Choice, options_choose
from accounts.domain.learning.evaluation import Evaluation, evaluate
from accounts.domain.learning.fields import SAYING_NOTHING, unusable
from accounts.domain.learning.frame import Column, Frame, Ints
from accounts.domain.learning.leakage import Leaks, leaks_find
from accounts.domain.learning.measure import wilson
from accounts.domain.learning.model import Model, Options, model_learn
from accounts.domain.learning.split import is_dated

MIN_CLOSED, MIN_OF_EITHER = 40, 10
SMALL = 400  # closed deals; with fewer the report warns
WIDE = 0.15  # of an interval of the AUC
DRIFT = 0.05  # between the forecast win rate and the one that came
UNTRIED = 0.5  # share of the spread believed where nothing could be examined
STEPS = 5

USABLE, NO_MODEL, TOO_LITTLE = "usable", "no_useful_model", "too_little_data"


@dataclass(frozen=True)
class Task:
    """What to learn from. ``current`` is the published version's score of each closed deal, where there is one;
    ``later`` are fields that were blank on every one of them when it was opened, and filled in since.
    """

    closed: Frame
    open_columns: Sequence[Column] = ()
    current: Ints | None = None
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    seed: int = 0
    black_box: bool = True


@dataclass(frozen=True)
class Outlook:
    """The win rate to expect next: that of the newest quarter of closed deals, with Wilson's 95 % interval."""

    rate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Learned:
    """The model fitted on all closed deals, its calibration, and what the examination of its twin has shown."""

    decision: str
    n: int
    won: int
    model: Model
    calibration: Calibration
    options: Options
    evaluation: Evaluation | None
    leaks: Leaks
    left_out: dict[str, str]  # field -> excluded | leaky | empty | later | constant | identifier | dates
    outlook: Outlook
    warnings: tuple[str, ...]


def learn(task: Task, progress: Callable[[int, int], None] = lambda done, total: None) -> Learned:
    """This function will leave out what must not be learned from, examine, decide, and fit the final model on all.

    Deterministic: the same deals give the same version. ``progress`` hears how many steps of five are done.
    """
    closed, wins = task.closed, int(task.closed.won.sum())
    enough = len(closed) >= MIN_CLOSED and MIN_OF_EITHER <= wins <= len(closed) - MIN_OF_EITHER
    leaks, left_out = _fields(task)
    frame = closed.only(set(closed.keys) - set(left_out))
    progress(1, STEPS)
    evaluation = None
    if enough and frame.columns:
        evaluation = evaluate(
            frame,
            seed=task.seed,
            current=task.current,
            black_box=task.black_box,
            progress=lambda done: progress(done, STEPS),
        )
    choice = options_choose(frame, task.seed) if evaluation else Choice(Options(None, 0), UNTRIED)
    progress(4, STEPS)
    model = model_learn(frame, choice.options) if 0 < wins < len(frame) else Model((), 0.0, 0.0)
    newest = recent(frame)
    calibration = calibrate(model, evaluation.held if evaluation else choice.held, newest)
    progress(STEPS, STEPS)
    return Learned(
        decision=_decision(enough, evaluation),
        n=len(frame),
        won=wins,
        model=model,
        calibration=calibration,
        options=choice.options,
        evaluation=evaluation,
        leaks=leaks,
        left_out=left_out,
        outlook=_outlook(newest),
        warnings=tuple(_warnings(closed, evaluation)),
    )


def _fields(task: Task) -> tuple[Leaks, dict[str, str]]:
    """What looks like a leak, and every field that is not learned from with its reason."""
    frame = task.closed
    useless = unusable(frame)
    left_out = {key: "excluded" for key in frame.keys if key in task.exclude}
    left_out |= {key: reason for key, reason in useless.items() if reason in SAYING_NOTHING and key not in left_out}
    leaks = leaks_find(frame.only(set(frame.keys) - set(left_out)), task.open_columns, seed=task.seed)
    left_out |= {found.field: "leaky" for found in leaks.leaky if found.field not in task.include}
    left_out |= {key: reason for key, reason in useless.items() if key not in left_out}
    left_out |= {key: "later" for key in task.later if left_out.get(key, "empty") == "empty"}
    return leaks, left_out


def _decision(enough: bool, evaluation: Evaluation | None) -> str:
    if not enough:
        return TOO_LITTLE
    return USABLE if evaluation and evaluation.auc and evaluation.auc.low > 0.5 else NO_MODEL


def _outlook(newest: Frame) -> Outlook:
    wins, n = int(newest.won.sum()), len(newest)
    return Outlook(wins / n if n else 0.0, *wilson(wins, n), n)


def _warnings(frame: Frame, evaluation: Evaluation | None) -> list[str]:
    """Codes of what a reader must know before trusting the numbers."""
    found = ["small_data"] if len(frame) < SMALL else []
    if evaluation is None:
        return found
    if evaluation.split == "cv":
        found.append("no_time_split" if is_dated(frame) else "no_dates")
    if evaluation.auc is not None and evaluation.auc.high - evaluation.auc.low > WIDE:
        found.append("wide_interval")
    if abs(evaluation.forecast - evaluation.actual) > DRIFT:
        found.append("win_rate_moved")
    return found
