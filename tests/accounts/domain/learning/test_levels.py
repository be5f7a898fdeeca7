from __future__ import annotations

import numpy as np

from accounts.domain.learning.frame import number_column, text_column
from accounts.domain.learning.levels import merge_levels, number_levels, text_levels


def test_a_frequent_number_stands_alone_and_the_rest_share_bins():
    column = number_column("deal.amount", [1, 2, 3, 4, *[100] * 10, 201, 202, 203, 204, None])
    levels = number_levels(column, np.ones(19), most=3)
    assert levels is not None
    assert levels.edges == (100, 201)
    assert list(levels.encode(column)) == [0] * 4 + [1] * 10 + [2] * 4 + [3]


def test_levels_of_a_number_are_those_the_rule_finds():
    values = [7, 3, 9, 3, 3, 12, None, 40, 41, 40]
    column = number_column("employees", values)
    levels = number_levels(column, np.ones(10), most=4)
    assert levels is not None
    assert list(levels.encode(column)) == [levels.axis().level(value) for value in values]


def test_levels_of_a_text_are_those_the_rule_finds():
    values = ["Bank", "bank", "Shop", "Shop", "Mine", None]
    column = text_column("industry", values)
    levels = text_levels(column, np.ones(6), least=2, most=9)
    assert levels is not None
    assert levels.categories == (("Shop",), ("Bank",))
    assert list(levels.encode(column)) == [levels.axis().level(value) for value in values] == [1, 1, 0, 0, 2, 3]


def test_a_constant_has_no_levels():
    assert number_levels(number_column("employees", [5, 5, None]), np.ones(3)) is None
    assert text_levels(text_column("industry", ["x", "X"]), np.ones(2), least=1, most=5) is None


def test_categories_of_like_effect_are_joined_until_the_axis_holds_them():
    column = text_column("deal.custom.Manager", ["a"] * 4 + ["b"] * 3 + ["c"] * 2 + ["d"])
    levels = text_levels(column, np.ones(10), least=1, most=9)
    assert levels is not None
    joined, effects = merge_levels(
        levels, np.array([1.0, -1.0, 0.9, 0.0, 0.5, 0.25]), np.array([4.0, 3, 2, 1, 0, 0]), 3
    )
    assert joined.categories == (("a", "c"), ("d",), ("b",))
    assert [round(float(effect), 4) for effect in effects] == [0.9667, 0.0, -1.0, 0.5, 0.25]
    assert list(joined.encode(column)) == [0] * 4 + [2] * 3 + [0] * 2 + [1]
