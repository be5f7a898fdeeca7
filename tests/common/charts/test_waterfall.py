from __future__ import annotations

from common.charts import WaterfallStep, waterfall

STEPS = [
    WaterfallStep("Industry", 40_000, 40_000, detail="software"),
    WaterfallStep("Employees", 22_000, 40_000),
    WaterfallStep("Revenue", 0, 20_000, is_unknown=True),
]


def test_known_steps_follow_one_another_and_the_unknown_starts_at_the_score():
    html = waterfall(STEPS, score_milli=62_000, potential_milli=82_000, title="Why 62")

    assert 'class="mark-good" x="0%" width="40%"' in html
    assert 'class="mark-good" x="40%" width="22%"' in html
    assert 'class="mark-lost" x="62%" width="18%"' in html
    assert 'class="mark-unknown" x="62%" width="20%"' in html
    assert "62.0, could be 82.0" in html
    assert "unknown, up to +20.0" in html


def test_a_score_without_potential_says_only_the_score():
    html = waterfall(STEPS[:1], score_milli=40_000, title="Why 40")

    assert "could be" not in html
    assert "mark-unknown" not in html
