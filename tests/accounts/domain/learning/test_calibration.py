from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.learning.calibration import MAX_TRUST, calibrate, recent, trust
from accounts.domain.learning.model import Model
from tests.accounts.domain.learning.samples import FIRST_DAY, frame_of


def test_a_spread_that_held_is_believed_and_one_that_did_not_is_not():
    log_odds = np.repeat([-np.log(3), np.log(3)], 400)
    held = np.concatenate([np.tile([1, 0, 0, 0], 100), np.tile([1, 1, 1, 0], 100)]).astype(bool)
    assert trust(held, log_odds) == pytest.approx(1.0, abs=1e-6)
    assert trust(held, 2 * log_odds) == pytest.approx(0.5, abs=1e-6)
    assert trust(np.tile([True, False], 400), log_odds) == pytest.approx(0.0, abs=1e-9)
    assert trust(~held, log_odds) == 0.0
    assert trust(held, log_odds / 10) == MAX_TRUST


def test_nothing_to_tell_apart_is_not_believed():
    assert trust(np.array([True, False]), np.zeros(2)) == 0.0
    assert trust(np.array([True, True]), np.array([0.0, 1.0])) == 0.0


def test_the_newest_quarter_stands_for_what_comes_next():
    frame = frame_of([True] * 8, created=[FIRST_DAY + 8 - row for row in range(8)])
    assert list(recent(frame).created) == [FIRST_DAY + 7, FIRST_DAY + 8]
    assert len(recent(frame_of([True] * 8))) == 8


def test_without_a_model_the_chance_is_the_win_rate():
    frame = frame_of([True] * 3 + [False] * 6)
    calibration = calibrate(Model((), 0.0, 0.0), 1.0, frame)
    assert calibration.chance(np.array([0]))[0] == pytest.approx(3.5 / 10)
    assert calibrate(Model((), 0.0, 0.0), 1.0, frame_of([])).chance(np.array([0]))[0] == 0.5
