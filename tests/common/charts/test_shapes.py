from __future__ import annotations

from decimal import Decimal

import pytest

from common.charts.shapes import percent_of, segment


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 8, "12.50%"), (1, 4, "25%"), (1, 0, "0%"), (5, 4, "100%"), (-1, 4, "0%"), (Decimal("0.5"), 1, "50%")],
)
def test_a_length_is_a_percentage_between_nothing_and_all(part, whole, text):
    assert percent_of(part, whole) == text


def test_a_tip_is_escaped():
    assert "<title>&lt;i&gt;</title>" in segment(0, 1, 2, "mark", "<i>")
