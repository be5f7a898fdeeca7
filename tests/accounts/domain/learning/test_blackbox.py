from __future__ import annotations

import numpy as np

from accounts.domain.learning.blackbox import black_box_scores
from accounts.domain.learning.measure import auc
from tests.accounts.domain.learning.samples import signal_frame


def test_both_black_boxes_learn_what_is_there_and_say_the_same_each_time(monkeypatch):
    monkeypatch.setattr("accounts.domain.learning.blackbox.TREES", 20)
    frame = signal_frame(600)
    past, future = frame.take(np.arange(450)), frame.take(np.arange(450, 600))

    first, second = black_box_scores(past, future), black_box_scores(past, future)

    assert set(first) == {"random_forest", "gradient_boosting"}
    for name, scores in first.items():
        assert (auc(future.won, scores) or 0) > 0.6
        assert np.array_equal(scores, second[name])
