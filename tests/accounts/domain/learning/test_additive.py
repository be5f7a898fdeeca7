from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.learning.additive import MAX_SHRINKAGE, SMALL_SHRINKAGE, fit, sigmoid


def test_a_fact_that_says_nothing_is_drawn_to_nought_and_one_that_does_is_not():
    says = np.repeat([0, 1], 2_000)
    nothing = np.tile([0, 1], 2_000)
    won = np.concatenate([np.tile([1, 1, 1, 0], 500), np.tile([0, 0, 0, 1], 500)])[np.argsort(says, kind="stable")]
    nothing = np.tile(np.repeat([0, 1], 4), 500)
    fitted = fit([says, nothing], [2, 2], won.astype(float), np.ones(4_000))
    assert fitted.effects[0][0] == pytest.approx(np.log(3), abs=0.02)
    assert fitted.effects[0][1] == pytest.approx(-np.log(3), abs=0.02)
    assert np.abs(fitted.effects[1]).max() < 1e-6
    assert fitted.shrinkage[0] < fitted.shrinkage[1] <= MAX_SHRINKAGE
    assert fitted.intercept == pytest.approx(0, abs=1e-6)


def test_a_level_with_few_deals_moves_less_than_one_with_many_at_the_same_rate():
    level = np.array([0] * 2 + [1] * 200 + [2] * 200)
    won = np.array([1, 1] + [1] * 200 + [0] * 200)
    few, many, lost = fit([level], [3], won.astype(float), np.ones(402)).effects[0]
    assert 0 < few < many
    assert lost < 0


def test_small_data_are_shrunk_more():
    level = np.repeat([0, 1], 100)
    won = np.repeat([1, 0], 100)
    assert fit([level], [2], won.astype(float), np.ones(200)).shrinkage[0] == SMALL_SHRINKAGE


def test_weights_count_as_deals():
    level = np.array([0, 0, 1, 1] * 300)
    won = np.array([1, 0, 1, 0] * 300)
    weight = np.array([3.0, 1.0, 1.0, 3.0] * 300)
    twice = fit([np.repeat(level, 2)], [2], np.repeat(won, 2).astype(float), np.repeat(weight, 2) / 2)
    once = fit([level], [2], won.astype(float), weight)
    assert once.effects[0][0] > 0 > once.effects[0][1]
    assert twice.effects[0] == pytest.approx(once.effects[0])


def test_log_odds_far_out_do_not_overflow():
    assert list(sigmoid(np.array([-1e9, 0.0, 1e9]))) == pytest.approx([0, 0.5, 1])
