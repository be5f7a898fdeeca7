"""How many fall in each band: columns for now, an outline for before."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.charts.shapes import FINE_NAME, NAME, joined
from common.formats import number_text

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 6, 10, 22
GRID_LINES = 3


def histogram(
    counts: Sequence[int], *, labels: Sequence[str], title: str, before: Sequence[int] | None = None, key: str = "h"
) -> SafeString:
    """This function will draw one column per count, named by ``labels``; ``before`` is outlined over it.

    ``key`` makes the ids unique when a page has several. The numbers follow as a table that opens on demand.
    """
    top = _nice_top(max([1, *counts, *(before or ())]))
    bars = joined(_column(at, count, len(counts), top, "mark", labels[at]) for at, count in enumerate(counts))
    outline = joined(
        _column(at, count, len(counts), top, "mark-old", labels[at]) for at, count in enumerate(before or ())
    )
    named = [(at, label) for at, label in enumerate(labels) if _is_named(at, len(labels))]
    names = joined(_name(at, len(counts), label, is_fine=bool(place % 2)) for place, (at, label) in enumerate(named))
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}{}{}{}</svg>{}{}</figure>',
        WIDTH,
        HEIGHT,
        key,
        key,
        key,
        title,
        key,
        _described(counts, labels),
        _grid(top),
        bars,
        outline,
        names,
        _legend() if before is not None else "",
        _as_table(counts, before, labels, title),
    )


def _nice_top(largest: int) -> int:
    step = 1
    while step * 10 < largest:
        step *= 10
    return next(step * factor for factor in (1, 2, 3, 5, 8, 10) if step * factor >= largest)


def _column(at: int, count: int, columns: int, top: int, css: str, label: str) -> SafeString:
    slot = (WIDTH - LEFT - RIGHT) / columns
    height = (HEIGHT - TOP - BOTTOM) * count / top
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"><title>{}: {}</title></rect>',
        css,
        f"{LEFT + at * slot + slot * 0.1:.1f}",
        f"{HEIGHT - BOTTOM - height:.1f}",
        f"{slot * 0.8:.1f}",
        f"{height:.1f}",
        label,
        number_text(count),
    )


def _is_named(at: int, columns: int) -> bool:
    return columns <= 12 or at % -(-columns // 10) == 0


def _name(at: int, columns: int, label: str, *, is_fine: bool) -> SafeString:
    """The name under a column; a fine one is left out where the drawing is small."""
    slot = (WIDTH - LEFT - RIGHT) / columns
    return format_html(
        '<text{} x="{}" y="{}" text-anchor="middle" direction="ltr">{}</text>',
        FINE_NAME if is_fine else NAME,
        f"{LEFT + (at + 0.5) * slot:.1f}",
        HEIGHT - 6,
        label,
    )


def _grid(top: int) -> SafeString:
    lines = []
    for step in range(GRID_LINES + 1):
        y = f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * step / GRID_LINES:.1f}"
        css = "chart-grid" if step else "chart-axis"
        lines.append(format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', css, LEFT, WIDTH - RIGHT, y, y))
        if top % GRID_LINES == 0 or step in (0, GRID_LINES):
            lines.append(
                format_html(
                    '<text x="{}" y="{}" text-anchor="end" direction="ltr" dominant-baseline="middle">{}</text>',
                    LEFT - 6,
                    y,
                    number_text(top * step // GRID_LINES),
                )
            )
    return joined(lines)


def _described(counts: Sequence[int], labels: Sequence[str]) -> str:
    return "; ".join(f"{label}: {number_text(count)}" for label, count in zip(labels, counts, strict=True))


def _legend() -> SafeString:
    entry = (
        '<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="{}" x="1" y="1" width="10" height="10" rx="2"/>'
        "</svg>{}</li>"
    )
    return format_html(
        '<ul class="chart-legend">{}{}</ul>',
        format_html(entry, "mark", _("New")),
        format_html(entry, "mark-old", _("Before")),
    )


def _as_table(counts: Sequence[int], before: Sequence[int] | None, labels: Sequence[str], title: str) -> SafeString:
    head = format_html('<th scope="col" class="cell-number">{}</th>', _("Before")) if before is not None else ""
    rows = []
    for at, label in enumerate(labels):
        old = format_html('<td class="cell-number">{}</td>', number_text(before[at])) if before is not None else ""
        rows.append(
            format_html(
                '<tr><th scope="row">{}</th><td class="cell-number">{}</td>{}</tr>', label, number_text(counts[at]), old
            )
        )
    return format_html(
        '<details class="chart-data"><summary>{}</summary><table class="table"><caption class="visually-hidden">{}'
        '</caption><thead><tr><th scope="col">{}</th><th scope="col" class="cell-number">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></details>",
        _("View as table"),
        title,
        _("Band"),
        _("New") if before is not None else _("Count"),
        head,
        joined(rows),
    )
