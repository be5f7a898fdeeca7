"""A list of horizontal bars: what, how long, how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts.shapes import Real, joined, segment, strip


@dataclass(frozen=True)
class Bar:
    """One line. ``text`` is the value as the reader sees it; ``value`` None draws no bar; ``href`` opens the rows."""

    label: str
    value: Real | None
    text: str
    href: str = ""
    css: str = "mark"
    detail: str = ""


def bar_list(bars: Sequence[Bar], *, title: str, largest: Real | None = None) -> SafeString:
    """This function will draw bars to a common scale; ``largest`` fixes the full width, else the largest value does."""
    scale = largest if largest is not None else max((bar.value for bar in bars if bar.value is not None), default=0)
    return format_html(
        '<table class="chart bars"><caption class="visually-hidden">{}</caption><tbody>{}</tbody></table>',
        title,
        joined(_line(bar, scale) for bar in bars),
    )


def _line(bar: Bar, scale: Real) -> SafeString:
    label = format_html("<bdi>{}</bdi>", bar.label)
    if bar.href:
        label = format_html('<a href="{}">{}</a>', bar.href, label)
    detail = format_html('<span class="bars-detail">{}</span>', bar.detail) if bar.detail else ""
    pieces = [] if bar.value is None else [segment(0, max(bar.value, 0), scale, bar.css)]
    return format_html(
        '<tr><th scope="row">{}{}</th><td>{}</td><td class="bars-value">{}</td></tr>',
        label,
        detail,
        strip([segment(0, 1, 1, "mark-track"), *pieces]),
        bar.text,
    )
