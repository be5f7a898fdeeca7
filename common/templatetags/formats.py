"""Filters that write values for a reader. None is never blank and never zero: it is a muted «unknown» with its reason.

``{{ deal.amount_cents|money:deal.currency }}``  ``{{ account.fit_milli|score }}``  ``{{ gross_margin_bp|percent_bp }}``
The ``*_text`` variants give plain text, for attributes and titles.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import formats

register = template.Library()


def unknown_html(reason: str = "") -> SafeString:
    """This function will return the mark for a value that nobody has told us yet, with the reason as its title."""
    return format_html(
        '<span class="unknown" title="{}">{}</span>', reason or _("Nobody has told us this yet"), _("unknown")
    )


@register.simple_tag
def unknown(reason: str = "") -> SafeString:
    """This function will return the mark for an unknown value: ``{% unknown "no won deals yet" %}``."""
    return unknown_html(reason)


@register.filter
def or_unknown(value: Any, reason: str = "") -> Any:
    """This function will return the value, or the mark for unknown when it is None or empty text."""
    return unknown_html(reason) if value is None or value == "" else value


@register.filter
def country(code: str | None) -> str:
    """This function will write a country's code as its name."""
    return formats.country_text(code) if code else unknown_html()


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """This function will write hundredths of ``currency`` as money."""
    return unknown_html() if cents is None else formats.money_text(cents, currency)


@register.filter
def money_short(cents: int | None, currency: str = "EUR") -> str:
    """This function will write money in few characters, with the exact amount as its title."""
    if cents is None:
        return unknown_html()
    short, full = formats.money_short_text(cents, currency), formats.money_text(cents, currency)
    return format_html('<span title="{}">{}</span>', full, short)


@register.filter
def amount(value: Decimal | int | None, currency: str = "EUR") -> str:
    """This function will write whole units of ``currency`` (Decimal) as money."""
    return unknown_html() if value is None else formats.amount_text(value, currency)


@register.filter
def score(milli: int | None) -> str:
    """This function will write thousandths of a point as points from 0 to 100 with one decimal, half up."""
    return unknown_html(_("Not scored yet")) if milli is None else formats.score_text(milli)


@register.filter
def percent_bp(basis_points: int | None, places: int | None = None) -> str:
    """This function will write basis points as a percentage: 1250 becomes 12.5%, or 13% with no ``places``."""
    if basis_points is None:
        return unknown_html()
    if places is None:
        return formats.basis_points_text(basis_points)
    return formats.percent_text(Decimal(basis_points) / 10_000, places)


@register.filter
def percent_milli(per_mille: int | None) -> str:
    """This function will write a share in thousandths (0–1000) as a percentage with one decimal."""
    return unknown_html() if per_mille is None else formats.percent_text(Decimal(per_mille) / 1000)


@register.filter
def percent(share: Decimal | float | None, places: int = 1) -> str:
    """This function will write a share of 1 as a percentage."""
    return unknown_html() if share is None else formats.percent_text(Decimal(str(share)), int(places))


@register.filter
def number(value: int | Decimal | None, places: int | None = None) -> str:
    """This function will write a number with the reader's separators."""
    return unknown_html() if value is None else formats.number_text(value, places)


@register.filter
def compact(value: int | Decimal | None) -> str:
    """This function will write a number in few characters: 12.4K, with the exact number as its title."""
    if value is None:
        return unknown_html()
    return format_html('<span title="{}">{}</span>', formats.number_text(value), formats.compact_text(value))


@register.filter
def month(value: date) -> str:
    """This function will write the month of a day inside a ``<time>`` element."""
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m}", formats.month_text(value))


@register.filter
def day(value: date | datetime | None) -> str:
    """This function will write a day inside a ``<time>`` element."""
    if value is None:
        return unknown_html()
    machine = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), formats.day_text(value))


@register.filter
def instant(value: datetime | None) -> str:
    """This function will write day and minute in the active time zone inside a ``<time>`` element."""
    if value is None:
        return unknown_html()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.instant_text(value))


@register.filter
def ago(value: datetime | None, now: datetime) -> str:
    """This function will write how long before ``now`` an instant was, with the instant as its title."""
    if value is None:
        return unknown_html()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.instant_text(value),
        formats.ago_text(value, now),
    )


@register.filter
def day_text(value: date | datetime | None) -> str:
    """This function will write a day as plain text; nothing for None."""
    return "" if value is None else formats.day_text(value)


@register.filter
def instant_text(value: datetime | None) -> str:
    """This function will write day and minute as plain text; nothing for None."""
    return "" if value is None else formats.instant_text(value)


@register.filter
def score_text(milli: int | None) -> str:
    """This function will write a score as plain text, «not scored» for None."""
    return _("not scored") if milli is None else formats.score_text(milli)
