from __future__ import annotations

import numpy as np

from accounts.domain.learning.split import folds, split_of, time_split
from tests.accounts.domain.learning.samples import FIRST_DAY, frame_of, signal_frame


def test_the_newest_quarter_is_kept_back():
    frame = signal_frame(400)
    parts = time_split(frame)
    assert parts is not None
    assert list(parts[0]) == list(range(300))
    assert list(parts[1]) == list(range(300, 400))


def test_a_day_is_never_torn_apart():
    won = [row % 2 == 0 for row in range(100)]
    parts = time_split(frame_of(won, created=[FIRST_DAY + row // 10 for row in range(100)]))
    assert parts is not None
    assert list(parts[1]) == list(range(70, 100))


def test_without_dates_there_are_five_folds():
    split = split_of(signal_frame(100, dated=False))
    assert split.kind == "cv"
    assert sorted(row for _, examined in split.parts for row in examined) == list(range(100))


def test_a_bulk_load_of_one_day_is_no_history():
    assert time_split(frame_of([True, False] * 50, created=[FIRST_DAY] * 100)) is None


def test_identical_rows_and_rows_of_one_account_share_a_fold():
    colours = [f"c{row % 20}" for row in range(100)]
    groups = [row // 2 if row < 10 else -1 for row in range(100)]
    frame = frame_of([row % 3 == 0 for row in range(100)], texts={"city": colours}, groups=groups)
    place = np.empty(100, dtype=int)
    for number, (taught, examined) in enumerate(folds(frame, seed=3)):
        assert not set(taught) & set(examined)
        place[examined] = number
    assert all(place[row] == place[row % 20] for row in range(100))
    assert all(place[2 * pair] == place[2 * pair + 1] for pair in range(5))
