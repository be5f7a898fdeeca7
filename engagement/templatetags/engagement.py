"""Engagement in words and small charts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.charts import Bar, bar_list, sparkline
from common.formats import number_text, percent_text, score_text
from common.templatetags.formats import unknown_html
from common.templatetags.ui import badge
from engagement.domain.mqa import Entry, Exit
from engagement.domain.rules import EventRule
from engagement.forms_rules import TEMPERATURES
from engagement.models import QualifiedSpell
from engagement.selectors.engaged import Need
from engagement.tables_engaged import TONES

register = template.Library()


@register.filter
def exact_points(milli: int) -> str:
    """This function will write points with all their decimals, so that a reader can add lines up."""
    return number_text(Decimal(milli) / 1000, 3)


@register.filter
def weight_text(percent: int) -> str:
    """This function will write a weight, stored in whole percent."""
    return percent_text(Decimal(percent) / 100, 0)


@register.simple_tag
def rule_label(rule: EventRule) -> str:
    """This function will name a rule; those of the starter are translated."""
    return _(rule.label)


@register.simple_tag
def temperature_badge(temperature: str) -> SafeString:
    """This function will draw how this week compares with the three before."""
    return badge(str(TEMPERATURES[temperature]), TONES[temperature])


@register.simple_tag
def weeks_chart(weeks: Sequence[int]) -> SafeString:
    """This function will draw points by week, before fading."""
    return sparkline(weeks, title=_("Points by week"))


@register.simple_tag
def people_bars(people: Sequence[tuple[str, int]]) -> SafeString:
    """This function will draw people with their points."""
    bars = [Bar(label=name, value=points, text=score_text(points)) for name, points in people]
    return bar_list(bars, title=_("Points by person"))


@register.simple_tag
def need_label(need: Need, person_points_milli: int) -> str:
    """This function will name one thing that qualification asks for."""
    if need.what == "points":
        return _("Points")
    if need.what == "people":
        return _("People with %(points)s points") % {"points": score_text(person_points_milli)}
    return _("Fit")


@register.simple_tag
def need_have(need: Need) -> str | SafeString:
    """This function will write what there is of what is needed."""
    if need.have is None:
        return unknown_html(_("not scored"))
    texts = (need.have, need.need)
    have, wanted = (number_text(n) if need.what == "people" else score_text(n) for n in texts)
    return _("%(have)s, needed %(need)s") % {"have": have, "need": wanted}


@register.simple_tag
def need_short(need: Need) -> str:
    """This function will write how much is missing."""
    if need.have is None:
        return ""
    missing = need.need - need.have
    if need.what == "people":
        return ngettext("%(n)s more person", "%(n)s more people", missing) % {"n": number_text(missing)}
    return _("%(n)s short") % {"n": score_text(missing)}


@register.simple_tag
def spell_words(spell: QualifiedSpell) -> str:
    """This function will say why a spell began and, when it is over, why it ended."""
    began = {
        Entry.DEPTH_AND_BREADTH: _("enough points from enough people"),
        Entry.ACT_NOW: _("an event that called for action"),
    }[Entry(spell.entry_cause)]
    if not spell.left_cause:
        return began
    ended = {
        Exit.EXCLUDED: _("excluded by a knock-out"),
        Exit.FIT_FELL: _("its fit fell"),
        Exit.POINTS_FELL: _("its points faded"),
        Exit.PEOPLE_FELL: _("too few people were left"),
    }[Exit(spell.left_cause)]
    return _("%(began)s; then %(ended)s") % {"began": began, "ended": ended}
