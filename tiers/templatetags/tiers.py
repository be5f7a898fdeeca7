"""The card of the board, drawn in Python: a board shows hundreds, and a template a card would take most of the
request.
"""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.formats import number_text
from common.templatetags.formats import day
from common.templatetags.ui import fit_badge, icon
from tiers.selectors.board import Card
from tiers.selectors.reasons import cause_text, line_text

register = template.Library()


@register.simple_tag(takes_context=True)
def tier_card(context: RequestContext, card: Card) -> SafeString:
    """This function will draw one account of the board; its «Move» leads to the same form with and without a script."""
    href = reverse("tiers:account", args=[card.public_id])
    why = card_why(card)
    rank = format_html('<span class="board-rank">{}</span>', number_text(card.rank)) if card.rank is not None else ""
    pin = icon("pin", _("Pinned")) if card.is_pinned else ""
    since = format_html('<span class="board-meta">{}</span>', day(card.since)) if card.since is not None else ""
    return format_html(
        '<li class="board-card" data-account="{}" data-name="{}"><div class="board-line">{}'
        '<a class="board-name" href="{}"><bdi>{}</bdi></a>{}</div><div class="board-facts">{}{}</div>'
        '<p class="board-why">{}</p><p class="board-meta"><bdi>{}</bdi></p>{}</li>',
        card.public_id,
        card.name,
        rank,
        href,
        card.name,
        pin,
        fit_badge(card.score_milli, card.potential_milli),
        since,
        why,
        card.owner or _("No owner"),
        _move_control(context, card, href),
    )


@register.simple_tag
def card_why(card: Card) -> str:
    """This function will say why an account stands where it stands."""
    return cause_text(card.cause, score_milli=card.why_milli, line_milli=card.line_milli, reason=card.reason)


@register.filter
def line(milli: int) -> str:
    """This function will write a line in points, without decimals that say nothing: 75000 becomes 75."""
    return line_text(milli)


@register.filter
def hours(hundredths: int) -> str:
    """This function will write hundredths of an hour in hours, without decimals that say nothing."""
    return number_text(Decimal(hundredths) / 100)


def _move_control(context: RequestContext, card: Card, href: str) -> SafeString | str:
    may = context.get("may") or {}
    if not may.get("tiers_write"):
        return ""
    label = _("Move %(account)s to tier") % {"account": card.name}
    options = context.render_context.get("tier_options")
    if options is None:
        tiers = context["policy"].tiers
        options = SafeString("".join(format_html('<option value="{}">{}</option>', t.key, t.name) for t in tiers))
        context.render_context["tier_options"] = options
    return format_html(
        '<form class="board-move" action="{}"><select class="form-select form-select-sm" name="tier" aria-label="{}">'
        '<option value="">{}</option>{}</select><button class="btn btn-sm" data-move-go>{}</button></form>',
        href,
        label,
        _("Move to tier…"),
        options,
        _("Go"),
    )
