"""Words, pictures and small charts of the account page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import formats
from common.charts import sparkline
from engagement.domain.kinds import OUTCOMES, kind_icon, kind_label
from engagement.forms import SESSION_OUTCOMES
from engagement.selectors.timeline import TimelineItem

register = template.Library()

ICONS = {
    "session": "presentation",
    "deal_opened": "briefcase",
    "deal_closed": "flag",
    "signal": "bolt",
    "score": "gauge",
    "tier_entered": "stack-2",
    "tier_left": "stack-2",
}


@register.filter
def group_words(groups: Iterable[str]) -> list[tuple[str, str]]:
    """This function will return the timeline's filters with their names, «everything» first."""
    words = {
        "touches": _("Touches"),
        "sessions": _("Sessions"),
        "deals": _("Deals"),
        "signals": _("Signals"),
        "tiers": _("Score and tiers"),
    }
    return [("", _("Everything")), *((key, words.get(key, key)) for key in groups)]


@register.filter
def item_icon(item: TimelineItem) -> str:
    """This function will name the picture of a timeline item."""
    return kind_icon(item.code) if item.kind == "touch" else ICONS.get(item.kind, "circle-check")


@register.filter
def item_title(item: TimelineItem) -> str:
    """This function will say in words what a timeline item is."""
    match item.kind:
        case "touch":
            return _(kind_label(item.code))
        case "session":
            return _("Session")
        case "deal_opened":
            return _("Deal opened")
        case "deal_closed":
            return _("Deal won") if item.code == "won" else _("Deal lost")
        case "signal":
            return _("Signal")
        case "score":
            return _("Fit score")
        case "tier_entered":
            return _("Entered")
        case _:
            return _("Left")


@register.filter
def outcome_word(outcome: str) -> str:
    """This function will say a touch's or a session's outcome in words."""
    if outcome in SESSION_OUTCOMES:
        return str(SESSION_OUTCOMES[outcome])
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


@register.filter
def cause_word(cause: str) -> str:
    """This function will say in words why a score moved."""
    words = {
        "version": _("because the profile changed"),
        "data": _("because facts changed"),
        "decay": _("because signals aged"),
        "rating": _("because of a rating"),
    }
    return words.get(cause, _("after a correction"))


@register.filter
def web_address(text: str) -> str:
    """This function will return an address a browser can open; anything but the web's own schemes is dropped."""
    if not text:
        return ""
    if text.startswith(("https://", "http://")):
        return text
    return "" if ":" in text.split("/")[0] else f"https://{text}"


@register.simple_tag
def score_spark(history: Sequence[int]) -> SafeString:
    """This function will draw how the fit score moved."""
    title = _("Fit from %(first)s to %(last)s") % {
        "first": formats.score_text(history[0]),
        "last": formats.score_text(history[-1]),
    }
    return sparkline(history, title=title)


@register.simple_tag
def coverage_bar(coverage_bp: int) -> SafeString:
    """This function will draw committee coverage as a bar; the number beside it says the same in words."""
    return format_html(
        '<svg class="coverage-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="4" rx="2"/><rect width="{}" height="4" rx="2"/></svg>',
        f"{coverage_bp / 100:.2f}",
    )
