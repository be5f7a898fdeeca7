"""The yardstick: models nobody can read, trained on the same deals. The only module that imports scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from accounts.domain.icp_facts import FactKind
from accounts.domain.learning.frame import Column, Floats, Frame

Singles = npt.NDArray[np.float32]

TREES, MANY_ROWS = 300, 10_000  # with more deals than that, half the trees
NUMERIC = (FactKind.INT, FactKind.DAYS)
MAX_CATEGORIES = 250  # of a fact
MIN_ROWS = 3  # of a category, for a column of its own in the forest
MOST_ROWS = 20_000  # newest deals a black box learns from


def black_box_scores(train: Frame, test: Frame, *, seed: int = 0) -> dict[str, Floats]:
    """This function will train a random forest and boosted trees and let each rank the test deals."""
    import sklearn.ensemble  # noqa: F401 - loads the libraries whose threads are limited next
    from threadpoolctl import threadpool_limits

    # One thread for the boosted trees: spinning threads on cores that others use cost twenty times what they save.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        if len(train) > MOST_ROWS:
            train = train.take(np.sort(np.argsort(train.created, kind="stable")[-MOST_ROWS:]))
        return {"random_forest": _forest(train, test, seed), "gradient_boosting": _boosting(train, test, seed)}


def _forest(train: Frame, test: Frame, seed: int) -> Floats:
    from sklearn.ensemble import RandomForestClassifier

    trees = TREES if len(train) < MANY_ROWS else TREES // 2
    model = RandomForestClassifier(trees, min_samples_leaf=2, random_state=seed)
    pairs = [_one_hot(left, right) for left, right in zip(train.columns, test.columns, strict=True)]
    model.fit(np.hstack([left for left, _ in pairs]), train.won)
    return _chance(model, np.hstack([right for _, right in pairs]))


def _boosting(train: Frame, test: Frame, seed: int) -> Floats:
    from sklearn.ensemble import HistGradientBoostingClassifier

    text = [column.kind not in NUMERIC for column in train.columns]
    pairs = [_ordinal(left, right) for left, right in zip(train.columns, test.columns, strict=True)]
    model = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=150,
        max_leaf_nodes=15,
        l2_regularization=1.0,
        categorical_features=text,
        random_state=seed,
    )
    model.fit(np.column_stack([left for left, _ in pairs]), train.won)
    return _chance(model, np.column_stack([right for _, right in pairs]))


def _chance(model: Any, rows: Floats | Singles) -> Floats:
    return np.asarray(model.predict_proba(rows)[:, -1], dtype=np.float64)


def _numbers(column: Column) -> Floats:
    return np.array([*(float(value) for value in column.values), np.nan])[column.codes]


def _one_hot(train: Column, test: Column) -> tuple[Singles, Singles]:
    if train.kind in NUMERIC:
        sides = [_numbers(column)[:, None] for column in (train, test)]
        filled = [np.hstack([np.nan_to_num(side, nan=-1.0), np.isnan(side)]).astype(np.float32) for side in sides]
        return filled[0], filled[1]
    rows = np.bincount(train.codes + 1, minlength=len(train.values) + 1)
    kept = np.argsort(-rows, kind="stable")[:MAX_CATEGORIES]
    kept = np.sort(kept[rows[kept] >= MIN_ROWS])
    hot = [(column.codes[:, None] + 1 == kept[None, :]).astype(np.float32) for column in (train, test)]
    return hot[0], hot[1]


def _ordinal(train: Column, test: Column) -> tuple[Floats, Floats]:
    if (train.codes < 0).all():  # known only of newer deals: the trees cannot cut a column without a single value
        return np.zeros(len(train.codes)), np.zeros(len(test.codes))
    if train.kind in NUMERIC:
        return _numbers(train), _numbers(test)
    rows = np.bincount(train.codes[train.codes >= 0], minlength=len(train.values))
    place = np.full(len(train.values) + 1, np.nan)
    for rank, value in enumerate(np.argsort(-rows, kind="stable")[: MAX_CATEGORIES - 1]):
        if rows[value]:
            place[value] = rank
    return place[train.codes], place[test.codes]
