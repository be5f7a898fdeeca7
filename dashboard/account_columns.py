"""The columns of the account list: head, order, how a cell is drawn and what stands in a file.

Cells are drawn in Python: a template with a tag a cell takes several times the whole budget of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from babel import Locale
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from common.formats import basis_points_text, day_text, half_up, money_short_text, number_text, reader_locale
from common.templatetags.formats import unknown_html
from common.templatetags.ui import fit_badge, tier_badge
from dashboard.selectors.account_rows import AccountRow


@dataclass(frozen=True)
class Look:
    """What drawing needs to know beyond the line: the list's address, the workspace's currency, the reader's words."""

    base: str
    currency: str
    unknown: str
    locale: Locale


@dataclass(frozen=True)
class Column:
    """One column. ``draw`` returns escaped HTML; ``sort`` is the order its head leads to, empty where none is
    indexed. ``currency`` says what an amount's ``value`` is in, given the workspace's own.
    """

    key: str
    label: Any
    draw: Callable[[AccountRow, Look], Any]
    value: Callable[[AccountRow], Any]
    sort: str = ""
    css: str = ""
    currency: Callable[[AccountRow, str], str] | None = None


def look_of(*, base: str, currency: str) -> Look:
    """This function will collect what does not change from line to line."""
    return Look(base, currency, unknown_html(), reader_locale())


def _number(value: int | None, look: Look) -> str:
    return look.unknown if value is None else number_text(value)


def _text(value: str | None, look: Look) -> str:
    return escape(value) if value else look.unknown


def _name(row: AccountRow, look: Look) -> str:
    return f'<a href="{look.base}{row.public_id}/"><bdi>{escape(row.name)}</bdi></a>'


def _revenue(row: AccountRow, look: Look) -> str:
    if row.revenue_cents is None:
        return look.unknown
    return escape(money_short_text(row.revenue_cents, row.currency or look.currency))


def _pipeline(row: AccountRow, look: Look) -> str:
    if not row.open_deals:
        return ""
    if row.pipeline_cents is None:  # there are open deals, but nobody says what any is worth
        return look.unknown
    plus = "+" if row.other_currencies else ""
    return escape(money_short_text(row.pipeline_cents, look.currency)) + plus


def _country(row: AccountRow, look: Look) -> str:
    return _text(look.locale.territories.get(row.country, row.country) if row.country else None, look)


def _owner(row: AccountRow, look: Look) -> str:
    return f"<bdi>{escape(row.owner)}</bdi>" if row.owner else ""


def _points(milli: int | None) -> Decimal | None:
    return None if milli is None else half_up(Decimal(milli) / 1000, 1)


def _cents(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


LIFECYCLES = {"prospect": _("Prospect"), "target": _("Target"), "customer": _("Customer"), "former": _("Former")}
NUMBER = "cell-number"

COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("name", _("Account"), _name, lambda r: r.name, "name", "cell-name"),
        Column(
            "fit",
            _("Fit"),
            lambda r, k: fit_badge(r.score_milli, r.potential_milli, r.excluded),
            lambda r: _points(r.score_milli),
            "-fit",
            "cell-fit",
        ),
        Column(
            "potential",
            _("Potential"),
            lambda r, k: k.unknown if r.potential_milli is None else number_text(Decimal(r.potential_milli) / 1000, 1),
            lambda r: _points(r.potential_milli),
            "-potential",
            NUMBER,
        ),
        Column("tier", _("Tier"), lambda r, k: tier_badge(r.tier, r.tier_rank), lambda r: r.tier),
        Column(
            "tier_since",
            _("In tier since"),
            lambda r, k: "" if r.tier_since is None else escape(day_text(r.tier_since)),
            lambda r: r.tier_since,
            css="cell-date",
        ),
        Column("industry", _("Industry"), lambda r, k: _text(r.industry, k), lambda r: r.industry),
        Column("country", _("Country"), _country, lambda r: r.country, css="cell-nowrap"),
        Column("city", _("City"), lambda r, k: _text(r.city, k), lambda r: r.city),
        Column(
            "employees",
            _("Employees"),
            lambda r, k: _number(r.employees, k),
            lambda r: r.employees,
            "-employees",
            NUMBER,
        ),
        Column(
            "revenue",
            _("Revenue"),
            _revenue,
            lambda r: _cents(r.revenue_cents),
            "-revenue",
            NUMBER,
            lambda r, home: r.currency or home,
        ),
        Column("owner", _("Owner"), _owner, lambda r: r.owner, css="cell-nowrap"),
        Column("lifecycle", _("Stage"), lambda r, k: LIFECYCLES[r.lifecycle], lambda r: r.lifecycle),
        Column(
            "open_deals",
            _("Open deals"),
            lambda r, k: number_text(r.open_deals) if r.open_deals else "",
            lambda r: r.open_deals,
            css=NUMBER,
        ),
        Column(
            "pipeline",
            _("Open pipeline"),
            _pipeline,
            lambda r: _cents(r.pipeline_cents),
            css=NUMBER,
            currency=lambda r, home: home,
        ),
        Column(
            "last_touch",
            _("Last touch"),
            lambda r, k: "" if r.last_touch_at is None else escape(day_text(r.last_touch_at)),
            lambda r: r.last_touch_at,
            css="cell-date",
        ),
        Column(
            "coverage",
            _("Committee"),
            lambda r, k: "" if r.coverage_bp is None else basis_points_text(r.coverage_bp),
            lambda r: None if r.coverage_bp is None else Decimal(r.coverage_bp) / 100,
            css=NUMBER,
        ),
        Column(
            "engagement",
            _("Engagement"),
            lambda r, k: "" if r.engagement_points is None else number_text(r.engagement_points),
            lambda r: r.engagement_points,
            css=NUMBER,
        ),
        Column("domain", _("Domain"), lambda r, k: _text(r.domain, k), lambda r: r.domain),
        Column(
            "updated",
            _("Changed"),
            lambda r, k: escape(day_text(r.updated_at)),
            lambda r: r.updated_at,
            "-updated",
            "cell-date",
        ),
    )
}
USUAL = (
    "name",
    "fit",
    "tier",
    "industry",
    "country",
    "employees",
    "revenue",
    "owner",
    "pipeline",
    "last_touch",
    "coverage",
)


def columns_of(chosen: Sequence[str]) -> list[Column]:
    """This function will return the columns to show: the chosen ones that exist, else the usual; the name leads."""
    keys = [key for key in dict.fromkeys(chosen) if key in COLUMNS and key != "name"]
    return [COLUMNS["name"], *[COLUMNS[key] for key in keys]] if keys else [COLUMNS[key] for key in USUAL]


def file_heads(columns: Sequence[Column]) -> list[str]:
    """This function will name the columns of a file: an amount is followed by its currency."""
    return [name for one in columns for name in ([one.key, f"{one.key}_currency"] if one.currency else [one.key])]


def file_values(row: AccountRow, columns: Sequence[Column], *, home: str) -> list[Any]:
    """This function will return a line's values under ``file_heads``; no amount has no currency."""
    found: list[Any] = []
    for column in columns:
        value = column.value(row)
        found.append(value)
        if column.currency:
            found.append(None if value is None else column.currency(row, home))
    return found


def rows_html(rows: Sequence[AccountRow], columns: Sequence[Column], look: Look, *, pick: bool) -> SafeString:
    """This function will draw the table's body. Every cell is escaped by its column; ``pick`` adds the checkbox."""
    heads = [f' class="{column.css}"' if column.css else "" for column in columns]
    lines = []
    for row in rows:
        cells = [f"<td{css}>{column.draw(row, look)}</td>" for column, css in zip(columns, heads, strict=True)]
        box = _box(row) if pick else ""
        lines.append(f"<tr>{box}{''.join(cells)}</tr>")
    return mark_safe("".join(lines))  # noqa: S308 - made of escaped cells


def _box(row: AccountRow) -> str:
    return (
        '<td class="cell-select"><input type="checkbox" class="form-check-input" name="chosen" form="bulk"'
        f' value="{row.public_id}" aria-label="{escape(row.name)}"></td>'
    )
