from __future__ import annotations

from common.charts import sparkline


def test_a_gap_breaks_the_line():
    assert 'd="M2 18L27.3 2M78 2"' in sparkline([0, 1, None, 1], title="t")


def test_equal_values_run_through_the_middle():
    assert 'd="M2 10L78 10"' in sparkline([5, 5], title="t")


def test_one_value_draws_no_line_but_says_its_title():
    assert sparkline([5, None], title="Only <one>") == '<span class="visually-hidden">Only &lt;one&gt;</span>'
