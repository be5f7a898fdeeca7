"""Shades for the cells of a table; the number stays in the cell, the colour only helps to find it."""

from __future__ import annotations

from common.charts.shapes import Real

STEPS = 5


def heat_class(value: Real | None, largest: Real) -> str:
    """This function will return the CSS class for a shade, ``heat-1`` (faint) to ``heat-5``; none for 0 or None."""
    if value is None or value <= 0 or largest <= 0:
        return ""
    step = -int(-float(value) * STEPS // float(largest))  # rounded up, so that the smallest value is still seen
    return f"heat-{min(max(step, 1), STEPS)}"
