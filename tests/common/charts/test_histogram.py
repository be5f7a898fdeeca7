from __future__ import annotations

from common.charts import histogram

LABELS = ["0–10", "10–20", "20–30"]


def test_columns_have_a_title_a_description_and_a_table():
    html = histogram([1, 4, 10], labels=LABELS, title="Scores", key="fit")

    assert 'role="img" aria-labelledby="fit-title fit-desc"' in html
    assert "0–10: 1; 10–20: 4; 20–30: 10" in html
    assert "View as table" in html
    assert "Before" not in html
    assert html.count('class="mark"') == 3


def test_every_second_name_is_left_out_where_the_drawing_is_small():
    html = histogram([1, 4, 10], labels=LABELS, title="Scores")

    assert html.count('<text class="chart-name chart-name-fine"') == 1
    assert ' x="339.0" y="194" text-anchor="middle" direction="ltr">10–20</text>' in html


def test_the_state_before_is_outlined_over_the_new_one():
    html = histogram([1, 4, 10], labels=LABELS, title="Scores", before=[2, 3, 10])

    assert html.count('class="mark-old"') == 4  # three columns and the legend
    assert '<th scope="col" class="cell-number">Before</th>' in html


def test_the_highest_column_fills_the_height_when_the_scale_ends_there():
    assert 'height="168.0"' in histogram([10], labels=["all"], title="t")


def test_an_empty_histogram_is_drawn():
    assert 'height="0.0"' in histogram([0, 0], labels=["a", "b"], title="t")
