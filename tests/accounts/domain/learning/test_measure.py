from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.learning.measure import auc, auc_interval, bands, deciles, lift_top, wilson


def test_the_area_counts_ties_half():
    won = np.array([True, True, False, False])
    assert auc(won, np.array([3.0, 2.0, 2.0, 1.0])) == 0.875


def test_the_area_is_undefined_with_one_outcome():
    assert auc(np.array([True, True]), np.array([1.0, 2.0])) is None
    assert auc_interval(np.array([True, False, False]), np.array([1.0, 2.0, 3.0])) is None


def test_delongs_interval_follows_the_published_variance():
    # by hand: structural components of the won (1, 1, 2/3) and of the lost (1, 1, 2/3), variance 1/27 each, over 3
    won = np.array([True, True, True, False, False, False])
    found = auc_interval(won, np.array([6.0, 5.0, 3.0, 4.0, 2.0, 1.0]))
    half = 1.959963984540054 * (2 / 81) ** 0.5
    assert found is not None
    assert found.value == pytest.approx(8 / 9)
    assert found.low == pytest.approx(8 / 9 - half)
    assert found.high == 1.0


def test_wilsons_interval_has_the_textbook_values():
    assert [round(edge, 3) for edge in wilson(10, 20)] == [0.299, 0.701]
    assert [round(edge, 3) for edge in wilson(0, 10)] == [0.0, 0.278]
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_lift_of_the_best_tenth_does_not_depend_on_the_order_of_ties():
    scores = np.array([9.0, 5.0, 5.0] + [1.0] * 17)
    won = np.array([True, True, False] + [False] * 15 + [True, True])
    # two places: the first is won, the second shared by one won and one lost deal; everybody's rate is 4 in 20
    assert lift_top(won, scores) == pytest.approx(0.75 / 0.2)
    assert lift_top(won[::-1], scores[::-1]) == pytest.approx(0.75 / 0.2)
    assert lift_top(np.zeros(3, dtype=bool), np.arange(3.0)) is None


def test_deciles_begin_with_the_best():
    scores = np.arange(20.0)
    won = scores >= 16
    assert deciles(won, scores) == [(2, 2), (2, 2), *[(2, 0)] * 8]


def test_bands_keep_equal_scores_together():
    scores = np.array([1.0] * 30 + [2.0] * 10 + [3.0] * 20)
    won = scores == 3.0
    found = bands(won, scores, np.full(60, 0.25), least=20)
    assert [(band.low, band.high, band.n, band.won, band.forecast) for band in found] == [
        (1.0, 3.0, 40, 0, 0.25),
        (3.0, 3.0, 20, 20, 0.25),
    ]
