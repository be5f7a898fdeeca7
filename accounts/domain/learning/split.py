"""Which deals teach and which examine: the past against the last quarter, or five folds that share nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.frame import UNDATED, Frame, Ints

LAST_SHARE = 4  # one in four: the newest deals are kept back
FOLDS = 5
MIN_DATED = 0.8  # of the deals, for a split by time
MIN_DAYS = 8  # different days of creation: fewer is a bulk load, not a history
MIN_OF_EITHER = 5  # won and lost deals on either side of a split by time


@dataclass(frozen=True)
class Split:
    """Pairs of row numbers (teach, examine): one by time, several by folds."""

    kind: str  # time | cv
    parts: tuple[tuple[Ints, Ints], ...]


def split_of(frame: Frame, seed: int = 0) -> Split:
    """This function will split by time where the deals have dates, else into folds."""
    by_time = time_split(frame)
    return Split("time", (by_time,)) if by_time else Split("cv", folds(frame, seed))


def is_dated(frame: Frame) -> bool:
    """This function will say whether enough deals have a day of creation to tell old ones from new ones."""
    return bool((frame.created != UNDATED).sum() >= MIN_DATED * max(len(frame), 1))


def time_split(frame: Frame) -> tuple[Ints, Ints] | None:
    """This function will keep back the last 25 % by day of creation, whole days; undated deals teach.

    Nothing where too few have dates, or either side would lack an outcome.
    """
    dated = frame.created != UNDATED
    days = np.sort(frame.created[dated])
    if not is_dated(frame) or len(np.unique(days)) < MIN_DAYS:
        return None
    border = days[len(days) - len(days) // LAST_SHARE]
    late = frame.created >= border
    if late.sum() * LAST_SHARE > len(frame) * 1.5:  # a day too full to keep back whole
        late = frame.created > border
    sides = (frame.won[~late], frame.won[late])
    if any(min(side.sum(), (~side).sum()) < MIN_OF_EITHER for side in sides):
        return None
    return np.flatnonzero(~late), np.flatnonzero(late)


def folds(frame: Frame, seed: int, count: int = FOLDS) -> tuple[tuple[Ints, Ints], ...]:
    """This function will deal the rows into folds; identical rows, and rows of one account, stay together.

    Where accounts chain everything into a few clumps, only identical rows are kept together.
    """
    alike = same_rows(frame)
    clumps = _chained(alike, frame.groups)
    if np.bincount(clumps).max(initial=0) * count > 2 * len(frame):
        clumps = alike
    place = _dealt(clumps, seed, count)
    parts = [(np.flatnonzero(place != fold), np.flatnonzero(place == fold)) for fold in range(count)]
    return tuple((taught, examined) for taught, examined in parts if len(taught) and len(examined))


def same_rows(frame: Frame) -> Ints:
    """This function will number the rows so that rows with the same facts have the same number."""
    codes = np.column_stack([np.zeros(len(frame), dtype=np.int64), *(column.codes for column in frame.columns)])
    return np.asarray(np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64))


def _chained(alike: Ints, groups: Ints) -> Ints:
    """Rows connected by identical facts or a common account, as numbers of the connected parts."""
    parent = list(range(len(alike)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    first: dict[tuple[str, int], int] = {}
    for row in range(len(alike)):
        names = [("row", int(alike[row]))] + ([("group", int(groups[row]))] if groups[row] >= 0 else [])
        for name in names:
            parent[root(row)] = root(first.setdefault(name, row))
    return np.unique(np.array([root(row) for row in range(len(alike))]), return_inverse=True)[1].astype(np.int64)


def _dealt(clumps: Ints, seed: int, count: int) -> Ints:
    """Clumps in random order, each to the fold that has the fewest rows so far."""
    sizes = np.bincount(clumps)
    filled = np.zeros(count, dtype=np.int64)
    fold_of = np.zeros(len(sizes), dtype=np.int64)
    for clump in np.random.default_rng(seed).permutation(len(sizes)):
        fold_of[clump] = int(np.argmin(filled))
        filled[fold_of[clump]] += sizes[clump]
    return np.asarray(fold_of[clumps])
