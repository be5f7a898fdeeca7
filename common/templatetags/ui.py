"""The small parts of every page: icons, badges, avatars, form fields, tiles. The rest is in templates/components/."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import formats
from common.request_id import request_id as current_request_id

register = template.Library()

AVATAR_COLOURS = 8
STRONG_FIT_MILLI = 70_000
FAIR_FIT_MILLI = 40_000
CHOICE_WIDGETS = (forms.CheckboxSelectMultiple, forms.RadioSelect)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """This function will draw an icon of the sprite; without ``label`` it is hidden from assistive technology."""
    return _icon(name, str(label), extra)


@lru_cache(maxsize=512)
def _icon(name: str, label: str, extra: str) -> SafeString:
    # a page has dozens, and the sprite's hashed address stays as it is for the life of the process
    href = f"{static('vendor/icons.svg')}#icon-{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', extra, label, href
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"></use></svg>', extra, href)


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any = "") -> SafeString:
    """This function will draw the options of a select field, (value, label) each: a list of hundreds without a loop."""
    lines = []
    for value, label in choices:
        mark = " selected" if value == chosen else ""
        lines.append(f'<option value="{escape(str(value))}"{mark}>{escape(str(label))}</option>')
    return mark_safe("".join(lines))  # noqa: S308 - both parts are escaped


@register.simple_tag
def checks(name: str, choices: Iterable[tuple[str, Any]], chosen: Iterable[str]) -> SafeString:
    """This function will draw a checkbox for each of the choices, (value, label) each, without a loop."""
    marked = frozenset(chosen)
    lines = []
    for value, label in choices:
        at, mark = escape(f"{name}-{value}"), " checked" if value in marked else ""
        lines.append(
            f'<div class="form-check"><input class="form-check-input" type="checkbox" id="{at}" name="{escape(name)}"'
            f' value="{escape(value)}"{mark}><label class="form-check-label" for="{at}">{escape(str(label))}</label>'
            "</div>"
        )
    return mark_safe("".join(lines))  # noqa: S308 - all parts are escaped


def initials_of(name: str) -> str:
    """This function will return up to two letters for a name: the first of its first and of its last word."""
    words = [word for word in name.replace("@", " ").replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """This function will draw initials in a colour that always belongs to the name; ``size`` is "", "sm" or "lg"."""
    colour = zlib.crc32(name.encode()) % AVATAR_COLOURS
    return format_html(
        '<span class="avatar-initials avatar-c{} {}" aria-hidden="true">{}</span>',
        colour,
        f"avatar-initials-{size}" if size else "",
        initials_of(name),
    )


@register.simple_tag
def request_id() -> str:
    """This function will name the request at hand as the server's log does, for a page that tells of an error."""
    return current_request_id.get()


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """This function will draw a label; ``tone`` is neutral, info, good, warn, bad or accent."""
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, picture, text)


@register.simple_tag
def tier_badge(name: str | None, rank: int | None = None) -> SafeString:
    """This function will draw a tier's name with the colour of its rank (1 is the best); None is «no tier»."""
    if not name:
        return format_html('<span class="tag tag-none">{}</span>', _("No tier"))
    return format_html('<span class="tag tag-tier tag-tier-{}">{}</span>', min(rank or 4, 4), name)


@register.simple_tag
def fit_badge(milli: int | None, potential_milli: int | None = None, excluded: bool = False) -> SafeString:
    """This function will draw a fit score with a small gauge, its potential, and whether the company is excluded."""
    return _fit_badge(milli, potential_milli, excluded, get_language())


@lru_cache(maxsize=formats.REMEMBERED)
def _fit_badge(milli: int | None, potential_milli: int | None, excluded: bool, _language: str | None) -> SafeString:
    if excluded:
        return format_html('<span class="tag tag-bad">{}</span>', _("Excluded"))
    if milli is None:
        return format_html('<span class="unknown">{}</span>', _("not scored"))
    band = "strong" if milli >= STRONG_FIT_MILLI else "fair" if milli >= FAIR_FIT_MILLI else "weak"
    text = formats.score_text(milli)
    reach = potential_milli if potential_milli is not None and potential_milli > milli else milli
    title = _("Fit %(score)s of 100") % {"score": text}
    if reach > milli:
        title = _("Fit %(score)s of 100, could be %(potential)s once what is unknown is filled in") % {
            "score": text,
            "potential": formats.score_text(reach),
        }
    return format_html(
        '<span class="fit fit-{}" title="{}"><svg class="fit-gauge" width="36" height="6" aria-hidden="true">'
        '<rect class="fit-track" width="36" height="6" rx="3"/><rect class="fit-reach" width="{}" height="6" rx="3"/>'
        '<rect class="fit-bar" width="{}" height="6" rx="3"/></svg><span class="fit-value">{}</span></span>',
        band,
        title,
        _gauge(reach),
        _gauge(milli),
        text,
    )


def _gauge(milli: int) -> str:
    return f"{max(0, min(milli, 100_000)) * 36 / 100_000:.1f}"


@register.inclusion_tag("components/tile.html")
def tile(label: str, value: Any, **more: Any) -> dict[str, Any]:
    """This function will draw a key number.

    More: ``delta`` (text), ``trend`` (up | down | flat), ``good`` (up | down: which trend is welcome), ``reason``
    (why the value is None), ``hint`` (definition), ``href`` (the rows behind it), ``note``, ``spark`` (an SVG).
    """
    trend, good = more.get("trend", ""), more.get("good", "up")
    tone = "flat" if trend in ("", "flat") else "good" if trend == good else "bad"
    return {"label": label, "value": value, "tone": tone, **more}


def input_class(widget: forms.Widget) -> str:
    """This function will return the class that gives a form widget the product's look."""
    if isinstance(widget, CHOICE_WIDGETS):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", placeholder: str = "", hide_label: bool = False) -> dict[str, Any]:
    """This function will draw a form field with label, hint and errors tied to the control for screen readers."""
    attrs: dict[str, str | bool] = {}
    widget = bound.field.widget
    classes = [input_class(widget), str(widget.attrs.get("class", ""))]
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        classes.append("is-invalid")
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if placeholder:
        attrs["placeholder"] = placeholder
    attrs["class"] = " ".join(part for part in classes if part)
    is_group = isinstance(widget, CHOICE_WIDGETS)
    return {
        "bound": bound,
        "control": "" if is_group else bound.as_widget(attrs=attrs),
        "options": _options(bound) if is_group else [],
        "label": label or bound.label,
        "hide_label": hide_label,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_group": is_group,
        "marks_required": bound.field.required and not isinstance(widget, forms.CheckboxInput),
    }


def _options(bound: BoundField) -> list[BoundWidget]:
    """The single boxes of a list of choices, drawn as a box that stands alone."""
    for option in bound.subwidgets:
        option.data["attrs"] |= {"class": "form-check-input"} | ({"aria-invalid": "true"} if bound.errors else {})
    return list(bound.subwidgets)


@register.inclusion_tag("components/form.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """This function will draw all fields of a form, with the errors of the form as a whole above them."""
    return {"form": form}


# Views that have an entry of their own in the side bar, beside the rest of their room.
OWN_ENTRIES = ("accounts:segment", "dashboard:job", "dashboard:my_day", "users:inbox")


@register.simple_tag(takes_context=True)
def nav_item(context: RequestContext, view: str, label: str, icon_name: str, keys: str = "") -> SafeString:
    """This function will draw one entry of the side bar; entries of the room being shown are marked as current.

    ``keys`` is the shortcut shown beside it. A view that is not installed draws nothing.
    """
    try:
        href = reverse(view)
    except NoReverseMatch:
        return SafeString()
    match = getattr(context.get("request"), "resolver_match", None)
    is_current = match is not None and nav_part(match.view_name) == nav_part(view)
    return format_html(
        '<li><a class="nav-entry" href="{}"{}{}>{}<span>{}</span>{}</a></li>',
        href,
        SafeString(' aria-current="page"') if is_current else "",
        format_html(' data-keys="{}"', keys) if keys else "",
        icon(icon_name),
        label,
        format_html('<kbd aria-hidden="true">{}</kbd>', keys) if keys else "",
    )


def nav_part(view: str) -> str:
    """This function will return the part of the product that a view belongs to in the side bar."""
    for part in OWN_ENTRIES:
        if view.startswith(part):
            return part
    return view.partition(":")[0]
