"""How well learning ranks deals it has not seen, beside black boxes: ``python -m benchmarks.learning``.

Prints one JSON object a line: the data set, how it was split, the areas under the curve, the lift of the best tenth,
the win rate forecast and the one that came, seconds, and whether the mark is kept. Data sets that do not lie beside
the project are skipped and said to be.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np

from accounts.domain.learning.blackbox import black_box_scores
from accounts.domain.learning.choice import options_choose
from accounts.domain.learning.frame import Frame
from accounts.domain.learning.learn import Learned, Task, learn
from accounts.domain.learning.measure import auc, lift_top
from accounts.domain.learning.model import model_learn
from accounts.domain.learning.split import folds
from benchmarks import learning_sets as sets

SEEDS = 10
NEAR = 0.02  # how far below the best black box is near enough

Line = dict[str, Any]


def salvirt_b2b() -> Line:
    """Ten dealings of five folds that keep identical rows together; the mean is what counts."""
    frame = sets.salvirt_b2b()
    marks: list[tuple[float, dict[str, float]]] = []
    for seed in range(SEEDS):
        said = np.zeros(len(frame))
        boxes: dict[str, np.ndarray] = {}
        for taught, examined in folds(frame, seed):
            past, future = frame.take(taught), frame.take(examined)
            said[examined] = model_learn(past, options_choose(past, seed).options).log_odds(future)
            for name, scores in black_box_scores(past, future, seed=seed).items():
                boxes.setdefault(name, np.zeros(len(frame)))[examined] = scores
        marks.append((_area(frame, said), {name: _area(frame, scores) for name, scores in boxes.items()}))
    mean = float(np.mean([value for value, _ in marks]))
    best = max(float(np.mean([boxes[name] for _, boxes in marks])) for name in marks[0][1])
    split = f"{SEEDS} times 5 folds"
    return {"split": split, "auc": mean, "black_box_auc": best, "kept": mean >= 0.80 and mean >= best - NEAR}


def it_deals() -> Line:
    """Learned on deals before 2017, ranked those of 2017."""
    line = _later(sets.it_deals(), date(2017, 1, 1))
    near = line["auc"] >= line["black_box_auc"] - NEAR and abs(line["forecast"] - line["win_rate"]) <= 0.05
    return {**line, "kept": near and line["auc"] >= 0.67 and line["lift"] >= 1.6}


def olist() -> Line:
    """Learned on leads before March 2018, ranked those of March."""
    line = _later(sets.olist(), date(2018, 3, 1))
    return {**line, "kept": line["auc"] >= 0.60 and abs(line["forecast"] - line["win_rate"]) <= 0.05}


def xeducation_leads() -> Line:
    """Leaks found from the data; without these and those named, an honest area."""
    frame = sets.xeducation_leads()
    learned = learn(Task(frame, exclude=frozenset(f"deal.custom.{name}" for name in sets.AFTER_THE_FACT)))
    leaky = sorted(found.field.removeprefix("deal.custom.") for found in learned.leaks.leaky)
    line = _examined(learned)
    kept = {"Tags", "Lead Quality"} <= set(leaky) and 0.85 <= line["auc"] <= 0.89
    return {**line, "leaky": leaky, "kept": kept}


def maven_crm() -> Line:
    """No signal, and nothing claimed."""
    learned = learn(Task(sets.maven_crm()))
    return {**_examined(learned), "decision": learned.decision, "kept": learned.decision == "no_useful_model"}


def _later(frame: Frame, day: date) -> Line:
    past, future = sets.before(frame, day), sets.since(frame, day)
    learned = learn(Task(past, black_box=False))
    scores = learned.model.score_milli(future)
    boxes = {name: _area(future, said) for name, said in black_box_scores(past, future).items()}
    return {
        "split": f"since {day}",
        "auc": _area(future, scores.astype(np.float64)),
        "black_box_auc": max(boxes.values()),
        "lift": lift_top(future.won, scores.astype(np.float64)),
        "forecast": float(learned.calibration.chance(scores).mean()),
        "win_rate": float(future.won.mean()),
    }


def _examined(learned: Learned) -> Line:
    found = learned.evaluation
    if found is None or found.auc is None:
        return {"split": None, "auc": None, "black_box_auc": None}
    return {
        "split": found.split,
        "auc": found.auc.value,
        "auc_low": found.auc.low,
        "black_box_auc": found.black_box_auc,
    }


def _area(frame: Frame, scores: np.ndarray) -> float:
    return auc(frame.won, scores) or 0.5


WORKS: dict[str, Callable[[], Line]] = {
    work.__name__: work for work in (salvirt_b2b, it_deals, olist, xeducation_leads, maven_crm)
}


def lines(wanted: list[str]) -> Iterator[Line]:
    """This function will measure the data sets wanted, all where none is named."""
    for name in wanted or WORKS:
        if not sets.is_there(name):
            yield {"data": name, "skipped": f"../shared/data/{name} is not there"}
            continue
        began = time.monotonic()
        line = WORKS[name]()
        rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in line.items()}
        yield {"data": name, **rounded, "seconds": round(time.monotonic() - began, 1)}


if __name__ == "__main__":
    for found in lines(sys.argv[1:]):
        print(json.dumps(found), flush=True)
