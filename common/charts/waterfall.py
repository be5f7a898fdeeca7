"""A score taken apart: what each criterion adds, what is missing, and how far the score could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import formats
from common.charts.shapes import joined, segment, strip

FULL_MILLI = 100_000


@dataclass(frozen=True)
class WaterfallStep:
    """One criterion: the points it adds of the most it could add (thousandths), and the fact it read.

    ``is_unknown``: nobody has told the fact yet, so that ``max_milli`` is what it might still add.
    """

    label: str
    points_milli: int
    max_milli: int
    is_unknown: bool = False
    detail: str = ""


def waterfall(
    steps: Sequence[WaterfallStep], *, score_milli: int, title: str, potential_milli: int | None = None
) -> SafeString:
    """This function will draw the steps one after the other on a scale of 0 to 100, and the score they add up to.

    A known step is a solid bar that begins where the one before ended; an unknown one is a dashed outline after the
    score, as long as what it might add.
    """
    lines, proven, possible = [], 0, score_milli
    for step in steps:
        if step.is_unknown:
            lines.append(_unknown_line(step, possible))
            possible += step.max_milli
        else:
            lines.append(_known_line(step, proven))
            proven += step.points_milli
    return format_html(
        '<div class="waterfall-box"><table class="chart bars waterfall"><caption class="visually-hidden">{}</caption>'
        "<tbody>{}</tbody><tfoot>{}</tfoot></table></div>",
        title,
        joined(lines),
        _total_line(score_milli, potential_milli),
    )


def _head(step: WaterfallStep) -> SafeString:
    detail = format_html('<span class="bars-detail"><bdi>{}</bdi></span>', step.detail) if step.detail else ""
    return format_html('<th scope="row">{}{}</th>', step.label, detail)


def _known_line(step: WaterfallStep, start: int) -> SafeString:
    css = "mark-good" if step.points_milli > 0 else "mark-bad"
    left = step.max_milli - step.points_milli
    pieces = [segment(0, 1, 1, "mark-track")]
    if left > 0:
        pieces.append(segment(start + step.points_milli, left, FULL_MILLI, "mark-lost"))
    pieces.append(segment(min(start, start + step.points_milli), abs(step.points_milli), FULL_MILLI, css))
    return format_html(
        '<tr>{}<td>{}</td><td class="bars-value"><strong>{}</strong> <span class="muted">/ {}</span></td></tr>',
        _head(step),
        strip(pieces),
        formats.score_text(step.points_milli),
        formats.score_text(step.max_milli),
    )


def _unknown_line(step: WaterfallStep, start: int) -> SafeString:
    pieces = [segment(0, 1, 1, "mark-track"), segment(start, step.max_milli, FULL_MILLI, "mark-unknown")]
    return format_html(
        '<tr class="waterfall-unknown">{}<td>{}</td><td class="bars-value">{}</td></tr>',
        _head(step),
        strip(pieces),
        _("unknown, up to +%(points)s") % {"points": formats.score_text(step.max_milli)},
    )


def _total_line(score_milli: int, potential_milli: int | None) -> SafeString:
    reach = potential_milli if potential_milli is not None else score_milli
    pieces = [segment(0, 1, 1, "mark-track")]
    if reach > score_milli:
        pieces.append(segment(score_milli, reach - score_milli, FULL_MILLI, "mark-unknown"))
    pieces.append(segment(0, score_milli, FULL_MILLI, "mark"))
    text = formats.score_text(score_milli)
    if reach > score_milli:
        text = _("%(score)s, could be %(potential)s") % {"score": text, "potential": formats.score_text(reach)}
    return format_html(
        '<tr><th scope="row">{}</th><td>{}</td><td class="bars-value">{}</td></tr>', _("Score"), strip(pieces), text
    )
