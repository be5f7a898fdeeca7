"""What was forecast against what came: per group an interval, the share that came, and the share forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.charts.shapes import Real, joined, segment, strip
from common.formats import number_text

TICK = 0.008  # of the whole width


@dataclass(frozen=True)
class CalibrationBand:
    """One group; shares from 0 to 1, ``text`` is the share as the reader sees it. ``forecast`` None draws no mark."""

    label: str
    n: int
    share: Real
    low: Real
    high: Real
    text: str
    forecast: Real | None = None


def calibration_chart(
    bands: Sequence[CalibrationBand], *, title: str, head: tuple[str, str], start: Real = 0, end: Real = 1
) -> SafeString:
    """This function will draw each band's share with its interval, and a mark where the forecast was.

    ``head`` names the bands and the shares; the scale goes from ``start`` to ``end``.
    """
    row = '<thead><tr><th scope="col">{}</th><td></td><th scope="col" class="bars-value">{}</th></tr></thead>'
    return format_html(
        '<div class="chart"><table class="chart bars"><caption class="visually-hidden">{}</caption>{}'
        "<tbody>{}</tbody></table>{}</div>",
        title,
        format_html(row, *head),
        joined(_line(band, float(start), float(end)) for band in bands),
        _legend(bands),
    )


def _line(band: CalibrationBand, start: float, end: float) -> SafeString:
    whole = end - start
    low, high = max(float(band.low), start), min(float(band.high), end)
    pieces = [
        segment(0, 1, 1, "mark-track"),
        segment(low - start, max(high - low, 0), whole, "mark-interval"),
        segment(float(band.share) - start - TICK * whole, 2 * TICK * whole, whole, "mark"),
    ]
    if band.forecast is not None:
        pieces.append(segment(float(band.forecast) - start - TICK * whole / 2, TICK * whole, whole, "mark-warn"))
    detail = (
        format_html('<span class="bars-detail">{}</span>', _("n = %(n)s") % {"n": number_text(band.n)})
        if band.n
        else ""
    )
    return format_html(
        '<tr><th scope="row"><bdi>{}</bdi>{}</th><td>{}</td><td class="bars-value">{}</td></tr>',
        band.label,
        detail,
        strip(pieces),
        band.text,
    )


def _legend(bands: Sequence[CalibrationBand]) -> SafeString:
    entries = [("mark-interval", _("95% interval"))]
    if any(band.forecast is not None for band in bands):
        entries = [("mark", _("what came")), *entries, ("mark-warn", _("what was forecast"))]
    item = (
        '<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="{}" width="12" height="12" rx="2"/></svg>{}</li>'
    )
    return format_html(
        '<ul class="chart-legend">{}</ul>', joined(format_html(item, css, text) for css, text in entries)
    )
