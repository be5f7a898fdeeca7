from __future__ import annotations

from common.charts import StripPart, tier_strip


def test_parts_follow_one_another_and_the_legend_holds_the_numbers():
    html = tier_strip([StripPart("Tier 1", 1, 25), StripPart("Tier 2", 2, 0), StripPart("None", 9, 75)], title="Tiers")

    assert 'class="mark-tier-1" x="0%" width="25%"' in html
    assert 'class="mark-tier-4" x="25%" width="75%"' in html
    assert "Tier 2 <strong>0</strong>" in html


def test_an_empty_strip_draws_the_legend_alone():
    html = tier_strip([StripPart("Tier 1", 1, 0, href="/t/")], title="Tiers")

    assert '<a href="/t/">' in html
    assert "<title>" not in html
