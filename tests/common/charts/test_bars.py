from __future__ import annotations

from common.charts import Bar, bar_list


def test_bars_share_one_scale_and_show_their_text():
    html = bar_list([Bar("Finance", 50, "50%"), Bar("Retail", 25, "25%", href="/rows/")], title="Win rate")

    assert 'width="100%"' in html
    assert 'width="50%"' in html
    assert '<a href="/rows/"><bdi>Retail</bdi></a>' in html
    assert "<caption" in html and "Win rate" in html


def test_an_unknown_value_draws_no_bar():
    html = bar_list([Bar("Finance", None, "unknown")], title="CAC")

    assert html.count("<rect") == 1  # the track alone


def test_labels_are_escaped_and_nothing_has_an_inline_style():
    html = bar_list([Bar("<b>", 1, "1")], title="t")

    assert "<b>" not in html
    assert "style=" not in html
