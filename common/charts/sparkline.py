"""A line as small as a word."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts.shapes import Real

WIDTH, HEIGHT, PADDING = 80, 20, 2


def sparkline(values: Sequence[Real | None], *, title: str) -> SafeString:
    """This function will draw values as a line, oldest first; None is a gap, fewer than two points draw nothing."""
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return format_html('<span class="visually-hidden">{}</span>', title)
    low, high = min(value for _, value in known), max(value for _, value in known)
    reach = high - low or 1.0

    def place(at: int, value: float) -> tuple[float, float]:
        x = PADDING + at * (WIDTH - 2 * PADDING) / (len(values) - 1)
        y = HEIGHT / 2 if high == low else HEIGHT - PADDING - (value - low) * (HEIGHT - 2 * PADDING) / reach
        return round(x, 1), round(y, 1)

    path, last = [], -2
    for at, value in known:
        x, y = place(at, value)
        path.append(f"{'L' if at == last + 1 else 'M'}{x:g} {y:g}")
        last = at
    end_x, end_y = place(*known[-1])
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<path class="spark-line" d="{}"/><circle class="spark-end" cx="{}" cy="{}" r="2"/></svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        title,
        "".join(path),
        f"{end_x:g}",
        f"{end_y:g}",
    )
