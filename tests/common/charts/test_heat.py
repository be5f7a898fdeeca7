from __future__ import annotations

import pytest

from common.charts import heat_class


@pytest.mark.parametrize(
    ("value", "css"),
    [(None, ""), (0, ""), (-3, ""), (1, "heat-1"), (20, "heat-1"), (21, "heat-2"), (100, "heat-5"), (500, "heat-5")],
)
def test_a_cell_is_shaded_by_its_share_of_the_largest(value, css):
    assert heat_class(value, 100) == css


def test_without_a_largest_nothing_is_shaded():
    assert heat_class(1, 0) == ""
