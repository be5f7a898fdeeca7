"""How criteria, rules and facts are told to a reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.icp import GROUPS
from accounts.domain.icp_facts import (
    CATALOGUE,
    COUNTRY,
    CUSTOM,
    DEAL_CUSTOM,
    EXCLUDED,
    MEASURE,
    RATING,
    SCORE,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
    FactRead,
    FactSpec,
    FactValue,
    Subject,
    fact_spec,
    fact_split,
)
from accounts.domain.icp_rules import Criterion, Flag, Has, KnockOut, OneOf, Range, Recency, Rule
from accounts.models import TeamRating
from accounts.selectors.score_explain import Contribution, Explanation, FactShown
from common.charts import WaterfallStep, histogram, waterfall
from common.formats import country_text, half_up, money_short_text, number_text, percent_text, score_text
from common.templatetags.formats import unknown_html

register = template.Library()

GROUPS_TOLD = 2  # of the shares of a rule, in its one line
BANDS = [f"{low}–{low + 5}" for low in range(0, 100, 5)]


@register.filter
def fact_label(key: str) -> str:
    """This function will name a fact for a reader."""
    if key in CATALOGUE:
        return _(CATALOGUE[key].label)
    listed, colon, value = key.partition(": ")
    if colon and listed in CATALOGUE:  # one value of a list, as learning tells it
        return f"{_(CATALOGUE[listed].label)}: {value}"
    family, name = fact_split(key)
    if family == CUSTOM:
        return name
    if family == DEAL_CUSTOM:
        return _("Deal: %(name)s") % {"name": name}
    if family == MEASURE:
        return _(fact_spec(FactRead(key, FactKind.INT)).label).replace("_", " ").capitalize()
    spoken = name.replace("_", " ")
    if family == RATING:
        return _("Rating by %(department)s") % {"department": dict(TeamRating.Department.choices).get(name, spoken)}
    texts = {
        SIGNAL: _("Newest signal: %(name)s"),
        SIGNAL_COUNT: _("Number of signals: %(name)s"),
        SCORE: _("Score under the profile “%(name)s”"),
        EXCLUDED: _("Excluded by the profile “%(name)s”"),
    }
    if family in (SCORE, EXCLUDED):
        spoken = name.replace("-", " ").capitalize()
    return texts.get(family, "%(name)s") % {"name": spoken}


@register.filter
def group_label(key: str) -> str:
    """This function will name a group of criteria."""
    return _(GROUPS.get(key, key))


@register.filter
def share_text(per_mille: int) -> str:
    """This function will write a share as a percentage with as few decimals as it needs."""
    return percent_text(Decimal(per_mille) / 1000, 0 if per_mille % 10 == 0 else 1)


def value_text(read: FactRead, value: FactValue, currency: str) -> str:
    """This function will write a known fact as text."""
    spec = fact_spec(read)
    if read.kind is FactKind.DAYS:
        if value is None:
            return _("never")
        return ngettext("%(days)s day ago", "%(days)s days ago", int(value)) % {"days": number_text(int(value))}  # type: ignore[arg-type]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(value) if value else _("none")
    if read.key == COUNTRY:
        return country_text(str(value))
    if not isinstance(value, int):
        return str(value)
    if spec.unit == "days":
        return ngettext("%(days)s day", "%(days)s days", value) % {"days": number_text(value)}
    return number_with_unit(spec, value, currency)


def number_with_unit(spec: FactSpec, value: int, currency: str) -> str:
    """This function will write a stored number in the unit people read."""
    readable = Decimal(value) / spec.scale
    if spec.unit == "money":
        return money_short_text(value, currency)
    if spec.unit == "%":
        return percent_text(readable / 100, 1)
    if spec.key == "founded_year":
        return str(value)
    if spec.family == RATING:
        return _("%(mean)s of 5") % {"mean": number_text(half_up(readable, 1))}
    return number_text(readable)


@register.simple_tag
def fact_value(shown: FactShown, currency: str) -> SafeString | str:
    """This function will write a fact of an explanation, or that it is unknown."""
    if shown.unknown:
        return unknown_html()
    return format_html("<bdi>{}</bdi>", value_text(shown.read, shown.value, currency))


@register.simple_tag
def rule_text(criterion: Criterion, currency: str) -> str:
    """This function will tell a rule in one line."""
    rule: Rule = criterion.rule
    read = FactRead(*criterion.facts[0])
    if isinstance(rule, OneOf):
        return _one_of_text(rule, read.key)
    if isinstance(rule, Range):
        spec = fact_spec(read)
        points = [f"{number_with_unit(spec, x, currency)} → {share_text(share)}" for x, share in rule.points]
        return " · ".join(points)
    if isinstance(rule, Has):
        text = _("all of: %(values)s") if rule.mode == "all" else _("any of: %(values)s")
        shares = f" → {share_text(rule.share)}, {_('else')} {share_text(rule.other)}"
        return text % {"values": ", ".join(rule.values)} + shares
    if isinstance(rule, Recency):
        text = _("fades evenly over %(days)s days") if rule.decay == "linear" else _("halves every %(days)s days")
        return text % {"days": number_text(rule.days)}
    if isinstance(rule, Flag):
        return _("yes → %(yes)s · no → %(no)s") % {"yes": share_text(rule.when_true), "no": share_text(rule.when_false)}
    if isinstance(rule, KnockOut):
        return _knock_out_text(rule, fact_spec(read), currency)
    return _("table of %(cells)s cells") % {"cells": number_text(len(rule.shares))}


def _one_of_text(rule: OneOf, fact: str) -> str:
    by_share: dict[int, list[str]] = {}
    for value, share in rule.shares:
        by_share.setdefault(share, []).append(_said(fact, value))
    parts = [f"{_few(values)} → {share_text(share)}" for share, values in list(by_share.items())[:GROUPS_TOLD]]
    if len(by_share) > GROUPS_TOLD:
        rest = list(by_share.items())[GROUPS_TOLD:]
        many = sum(len(values) for _share, values in rest)
        lowest, highest = share_text(rest[-1][0]), share_text(rest[0][0])
        text = _("%(many)s more → %(high)s to %(low)s") if lowest != highest else _("%(many)s more → %(high)s")
        parts.append(text % {"many": many, "high": highest, "low": lowest})
    return " · ".join([*parts, f"{_('others')} → {share_text(rule.other)}"])


def _said(fact: str, value: str) -> str:
    return country_text(value) if fact == COUNTRY else value


def _few(values: list[str]) -> str:
    if len(values) <= 4:
        return ", ".join(values)
    return _("%(first)s and %(more)s more") % {"first": ", ".join(values[:3]), "more": number_text(len(values) - 3)}


def _knock_out_text(rule: KnockOut, spec: FactSpec, currency: str) -> str:
    said = [_said(spec.key, value) for value in rule.values]
    values = {"values": _few(said), "bound": number_with_unit(spec, rule.bound, currency)}
    texts = {
        "in": _("excluded if it is %(values)s"),
        "not_in": _("excluded unless it is %(values)s"),
        "below": _("excluded below %(bound)s"),
        "above": _("excluded above %(bound)s"),
        "is_true": _("excluded if yes"),
        "is_false": _("excluded if no"),
        "has_any": _("excluded with any of %(values)s"),
        "has_all": _("excluded with all of %(values)s"),
        "within_days": _("excluded if within %(bound)s days"),
    }
    return texts[rule.op] % values


@register.simple_tag
def score_waterfall(explanation: Explanation, currency: str) -> SafeString:
    """This function will draw an explanation, the largest contributions first and the unknown ones last."""
    ordered = sorted(explanation.weighted, key=lambda part: (part.unknown, -part.points_milli))
    steps = []
    for part in ordered:
        gain = part.potential_points_milli - part.points_milli
        if part.unknown and part.points_milli == 0:
            steps.append(WaterfallStep(part.criterion.label, 0, max(gain, 0), True, facts_text(part, currency)))
        else:
            most = max(part.max_milli, part.points_milli)
            steps.append(
                WaterfallStep(part.criterion.label, part.points_milli, most, False, facts_text(part, currency))
            )
    return waterfall(
        steps,
        score_milli=explanation.score_milli,
        potential_milli=explanation.potential_milli,
        title=_("How the win score comes about") if explanation.scored.is_deal else _("How the fit score comes about"),
    )


def facts_text(part: Contribution, currency: str) -> str:
    """This function will write the facts of a contribution in one line."""
    texts = [_("unknown") if fact.unknown else value_text(fact.read, fact.value, currency) for fact in part.facts]
    return " · ".join(texts)


@register.simple_tag
def preview_histogram(preview: Any, subject: str = "account") -> SafeString:
    """This function will draw how many accounts (or deals) fall in each band of five points, before and after."""
    before = preview.old if preview.has_old else None
    return histogram(preview.new, labels=BANDS, title=_bands_title(subject), before=before, key="fit")


def _bands_title(subject: str) -> str:
    return _("Deals by win score") if subject == Subject.DEAL else _("Accounts by fit score")


@register.filter
def signed_score(milli: int) -> str:
    """This function will write a difference of scores with its sign."""
    sign = "+" if milli > 0 else "−" if milli < 0 else "±"
    return f"{sign}{score_text(abs(milli))}"


@register.simple_tag
def current_histogram(counts: tuple[int, ...], subject: str = "account") -> SafeString:
    """This function will draw how many accounts (or deals) fall in each band of five points now."""
    return histogram(counts, labels=BANDS, title=_bands_title(subject), key="fit-now")


@register.filter
def milli_text(milli: int) -> str:
    """This function will write thousandths of a point in full, with three decimals, so that columns visibly add up."""
    return number_text(Decimal(milli) / 1000, 3)


@register.filter
def at(values: dict[str, Any], key: str) -> Any:
    """This function will read one key of a dict; nothing where it is absent."""
    return values.get(key, "")


@register.simple_tag
def firstof_given(given: dict[str, str], key: str, stored: int) -> str | int:
    """This function will return what was submitted for a key, else what is stored."""
    return given.get(key, stored)
