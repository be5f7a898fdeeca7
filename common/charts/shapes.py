"""The few SVG shapes the charts share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Real = int | float | Decimal
# names under an axis; a fine one is left out where the drawing is small
NAME, FINE_NAME = SafeString(' class="chart-name"'), SafeString(' class="chart-name chart-name-fine"')


def percent_of(part: Real, whole: Real) -> str:
    """This function will return ``part`` of ``whole`` as an SVG length such as ``12.5%``, 0% of an empty whole."""
    share = float(part) / float(whole) * 100 if whole else 0.0
    return f"{max(0.0, min(share, 100.0)):.2f}%".replace(".00%", "%")


def segment(start: Real, length: Real, whole: Real, css: str, title: str = "") -> SafeString:
    """This function will draw one horizontal piece of a bar; positions count from the reading start."""
    tip = format_html("<title>{}</title>", title) if title else ""
    return format_html(
        '<rect class="{}" x="{}" width="{}" y="1" height="12" rx="2">{}</rect>',
        css,
        percent_of(start, whole),
        percent_of(length, whole),
        tip,
    )


def strip(pieces: Iterable[SafeString], *, height: int = 14) -> SafeString:
    """This function will put pieces on one line that is as wide as its place and mirrors in right-to-left pages."""
    joined = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html('<svg class="chart-mirror" height="{}" aria-hidden="true">{}</svg>', height, joined)


def joined(parts: Iterable[SafeString]) -> SafeString:
    """This function will join markup without a separator."""
    return format_html_join("", "{}", ((part,) for part in parts))
