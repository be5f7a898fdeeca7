"""A value that holds until it changes, over time: one stepped line per series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts.shapes import FINE_NAME, NAME, Real, joined
from common.formats import day_text, number_text

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 36, 10, 12, 24
GRID_LINES = 4
DAYS_NAMED = 4


@dataclass(frozen=True)
class StepSeries:
    """One line: each value holds from its moment on. ``css``: step-main, step-soft or step-other."""

    label: str
    points: Sequence[tuple[datetime, Real]]
    css: str


def step_chart(
    series: Sequence[StepSeries],
    *,
    since: datetime,
    until: datetime,
    top: Real,
    title: str,
    marks: Sequence[tuple[datetime, str]] = (),
    key: str = "s",
) -> SafeString:
    """This function will draw lines from 0 to ``top`` between two moments; ``marks`` are named uprights.

    A line begins where its first value does; what lies before ``since`` counts from the edge. ``key`` makes the ids
    unique when a page has several.
    """
    span = max((until - since).total_seconds(), 1.0)

    def x_of(at: datetime) -> float:
        share = (max(since, min(at, until)) - since).total_seconds() / span
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y_of(value: Real) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(value) / float(top)

    lines = joined(_line([(x_of(at), y_of(v)) for at, v in one.points], one.css) for one in series if one.points)
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}{}{}{}</svg>{}</figure>',
        WIDTH,
        HEIGHT,
        key,
        key,
        key,
        title,
        key,
        _described(series),
        _grid(top),
        joined(_named_day(since + (until - since) * step / (DAYS_NAMED - 1), x_of) for step in range(DAYS_NAMED)),
        joined(_mark(x_of(at), text) for at, text in marks),
        lines,
        _legend(series),
    )


def _line(places: Sequence[tuple[float, float]], css: str) -> SafeString:
    """The line and a dot at its end: what began a moment ago would not be seen otherwise."""
    dot = format_html('<circle class="{}-end" cx="{}" cy="{}" r="3"/>', css, WIDTH - RIGHT, f"{places[-1][1]:.1f}")
    return format_html('<path class="{}" d="{}"/>{}', css, _path(places), dot)


def _path(places: Sequence[tuple[float, float]]) -> str:
    x, y = places[0]
    parts = [f"M{x:.1f} {y:.1f}"]
    parts += [f"H{x:.1f}V{y:.1f}" for x, y in places[1:]]
    return "".join([*parts, f"H{WIDTH - RIGHT}"])


def _grid(top: Real) -> SafeString:
    lines = []
    for step in range(GRID_LINES + 1):
        y = f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * step / GRID_LINES:.1f}"
        css = "chart-grid" if step else "chart-axis"
        lines.append(
            format_html(
                '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
                '<text x="{}" y="{}" text-anchor="end" direction="ltr" dominant-baseline="middle">{}</text>',
                css,
                LEFT,
                WIDTH - RIGHT,
                y,
                y,
                LEFT - 6,
                y,
                number_text(round(float(top) * step / GRID_LINES)),
            )
        )
    return joined(lines)


def _named_day(at: datetime, x_of: object) -> SafeString:
    x = x_of(at)  # type: ignore[operator]
    anchor = "start" if x <= LEFT + 1 else "end" if x >= WIDTH - RIGHT - 1 else "middle"
    return format_html(
        '<text{} x="{}" y="{}" text-anchor="{}" direction="ltr">{}</text>',
        FINE_NAME if anchor == "middle" else NAME,
        f"{x:.1f}",
        HEIGHT - 6,
        anchor,
        day_text(at),
    )


def _mark(x: float, text: str) -> SafeString:
    anchor, shift = ("end", -3) if x > WIDTH - 80 else ("start", 3)
    return format_html(
        '<line class="step-mark" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="{}">{}</text>',
        f"{x:.1f}",
        f"{x:.1f}",
        TOP,
        HEIGHT - BOTTOM,
        f"{x + shift:.1f}",
        TOP + 8,
        anchor,
        text,
    )


def _described(series: Sequence[StepSeries]) -> str:
    return "; ".join(
        f"{one.label}: {_number(one.points[0][1])} → {_number(one.points[-1][1])}" for one in series if one.points
    )


def _number(value: Real) -> str:
    return number_text(Decimal(str(value)))


def _legend(series: Sequence[StepSeries]) -> SafeString:
    entry = '<li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="{}" d="M0 6H12"/></svg>{}</li>'
    return format_html(
        '<ul class="chart-legend">{}</ul>',
        joined(format_html(entry, one.css, one.label) for one in series if one.points),
    )
