from __future__ import annotations

import numpy as np

from accounts.domain.learning.blackbox import black_box_scores
from accounts.domain.learning.measure import auc
from tests.accounts.domain.learning.samples import frame_of, signal_frame


def test_both_black_boxes_learn_what_is_there_and_say_the_same_each_time(monkeypatch):
    monkeypatch.setattr("accounts.domain.learning.blackbox.TREES", 20)
    frame = signal_frame(600)
    past, future = frame.take(np.arange(450)), frame.take(np.arange(450, 600))

    first, second = black_box_scores(past, future), black_box_scores(past, future)

    assert set(first) == {"random_forest", "gradient_boosting"}
    for name, scores in first.items():
        assert (auc(future.won, scores) or 0) > 0.6
        assert np.array_equal(scores, second[name])


def test_facts_that_only_newer_deals_have_stop_no_black_box(monkeypatch):
    monkeypatch.setattr("accounts.domain.learning.blackbox.TREES", 20)
    won = [row % 3 == 0 for row in range(120)]
    late = [None if row < 90 else row for row in range(120)]
    frame = frame_of(
        won,
        numbers={"late": late, "once": [None if row % 2 else 5 for row in range(120)], "employees": list(range(120))},
        texts={"late_word": [None if row < 90 else "new" for row in range(120)]},
    )

    found = black_box_scores(frame.take(np.arange(90)), frame.take(np.arange(90, 120)))

    assert {name: len(scores) for name, scores in found.items()} == {"random_forest": 30, "gradient_boosting": 30}
