from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.icp_facts import FactKind
from accounts.domain.learning.frame import custom_column, number_column, text_column, thousandths
from tests.accounts.domain.learning.samples import frame_of


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12_000), (" -0.0005 ", -1), ("+1.2345", 1_235), ("1,200", None), ("1e5", None), ("", None), ("1.", None)],
)
def test_a_custom_number_is_read_as_the_rules_read_it(text, value):
    assert thousandths(text) == value


def test_a_custom_field_is_one_of_numbers_when_nearly_all_are():
    numbers = custom_column("custom.Seats", [*["10"] * 19, "many", None])
    assert (numbers.kind, numbers.values) == (FactKind.INT, (10_000,))
    assert list(numbers.codes) == [0] * 19 + [-1, -1]
    texts = custom_column("custom.Seats", [*["10"] * 18, "many", "more"])
    assert texts.kind is FactKind.TEXT


def test_numbers_ascend_and_unknown_has_no_place():
    column = number_column("employees", [30, None, 10, 30])
    assert (column.values, list(column.codes)) == ((10, 30), [1, -1, 0, 1])
    assert list(column.known) == [True, False, True, True]


def test_texts_that_a_rule_does_not_tell_apart_are_one_value():
    column = text_column("industry", ["Bank", "BANK", "Élan", "élan", "Bank", None])
    assert column.values == ("Bank", "Élan")
    assert list(column.codes) == [0, 0, 1, 1, 0, -1]


def test_a_form_s_select_is_known_but_nobody_filled_it_in():
    column = text_column("custom.Quality", ["Select", "high", " n/a", None])
    assert list(column.known) == [True, True, True, False]
    assert list(column.filled) == [False, True, False, False]


def test_taking_rows_keeps_the_values_and_their_order():
    frame = frame_of([True, False, True], numbers={"employees": [3, 1, 2]}, texts={"city": ["a", "b", "c"]})
    taken = frame.take(np.array([2, 0]))
    assert [taken.columns[0].values[code] for code in taken.columns[0].codes] == [2, 3]
    assert list(taken.won) == [True, True]
    assert taken.only(["city"]).keys == ("city",)
