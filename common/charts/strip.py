"""A stacked strip: how many accounts each tier holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts.shapes import joined, segment
from common.formats import number_text


@dataclass(frozen=True)
class StripPart:
    """One tier; ``rank`` 1 is the best and gives the colour, 4 stands for no tier."""

    label: str
    rank: int
    count: int
    href: str = ""


def tier_strip(parts: Sequence[StripPart], *, title: str) -> SafeString:
    """This function will draw the parts side by side in one bar, with a legend that holds the numbers."""
    whole = sum(part.count for part in parts)
    start, pieces = 0, []
    for part in parts:
        if part.count:
            pieces.append(segment(start, part.count, whole, _css(part), f"{part.label}: {number_text(part.count)}"))
        start += part.count
    return format_html(
        '<figure class="chart tier-strip"><figcaption class="visually-hidden">{}</figcaption>'
        '<svg class="chart-mirror" height="14" aria-hidden="true">{}</svg><ul class="chart-legend">{}</ul></figure>',
        title,
        joined(pieces),
        joined(_legend(part) for part in parts),
    )


def _css(part: StripPart) -> str:
    return f"mark-tier-{min(max(part.rank, 1), 4)}"


def _legend(part: StripPart) -> SafeString:
    text = format_html("{} <strong>{}</strong>", part.label, number_text(part.count))
    if part.href:
        text = format_html('<a href="{}">{}</a>', part.href, text)
    return format_html(
        '<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="{}" width="12" height="12" rx="3"/></svg>{}</li>',
        _css(part),
        text,
    )
