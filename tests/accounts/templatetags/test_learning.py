from __future__ import annotations

import re

from accounts.selectors.learning_pages import TermLine
from accounts.templatetags.learning import MOST_TERMS, terms_chart


def test_what_the_criteria_not_shown_weigh_together_is_drawn_to_the_same_scale() -> None:
    terms = [TermLine(f"Criterion {place}", 0.05) for place in range(MOST_TERMS)] + [TermLine("Rest", 0.125)] * 4

    chart = terms_chart(terms)

    widths = [float(width) for width in re.findall(r'class="mark(?:-soft)?" x="[^"]*" width="([\d.]+)', chart)]
    assert "4 more" in chart and "50%" in chart
    assert [round(width / max(widths), 3) for width in widths] == [0.1] * MOST_TERMS + [1]
