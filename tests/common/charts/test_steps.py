from __future__ import annotations

from datetime import UTC, datetime, timedelta

from common.charts import StepSeries, step_chart

START = datetime(2026, 5, 4, tzinfo=UTC)
END = START + timedelta(days=10)


def drawn(*series: StepSeries, **options: object) -> str:
    return step_chart(series, since=START, until=END, top=100, title="Score", key="k", **options)  # type: ignore[arg-type]


def test_a_value_holds_until_it_changes_and_to_the_edge():
    middle = START + timedelta(days=5)

    html = drawn(StepSeries("Score", [(START, 0), (middle, 100)], "step-main"))

    assert 'd="M36.0 196.0H333.0V12.0H630"' in html
    assert "Score: 0 → 100" in html


def test_a_line_ends_in_a_dot_so_that_what_began_just_now_is_seen():
    html = drawn(StepSeries("Score", [(END, 50)], "step-main"))

    assert '<circle class="step-main-end" cx="630" cy="104.0" r="3"/>' in html


def test_what_lies_before_the_beginning_counts_from_the_edge():
    html = drawn(StepSeries("Score", [(START - timedelta(days=9), 50)], "step-main"))

    assert 'd="M36.0 104.0H630"' in html


def test_an_empty_line_is_neither_drawn_nor_named():
    html = drawn(StepSeries("Score", [(START, 1)], "step-main"), StepSeries("Other", [], "step-other"))

    assert "Other" not in html
    assert html.count("<path") == 2  # the line and the legend


def test_marks_are_named_uprights_that_stay_inside():
    html = drawn(StepSeries("Score", [(START, 1)], "step-main"), marks=[(START, "Version 2"), (END, "Version 3")])

    assert html.count('class="step-mark"') == 2
    assert 'text-anchor="end">Version 3</text>' in html
    assert 'text-anchor="start">Version 2</text>' in html


def test_what_stands_in_it_is_escaped():
    html = drawn(StepSeries("<b>", [(START, 1)], "step-main"))

    assert "<b>" not in html
