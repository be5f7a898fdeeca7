"""A rule told in full: every value, point and cell with the share it earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django import template
from django.utils.translation import gettext as _

from accounts.domain.icp_facts import COUNTRY, FactKind, FactRead, fact_spec
from accounts.domain.icp_rules import Axis, Criterion, Flag, Has, OneOf, Range, Recency, Rule, Table
from accounts.templatetags.icp import fact_label, number_with_unit, share_text
from common.formats import country_text, number_text

register = template.Library()

AGES = (0, 7, 14, 30, 60, 90, 180, 365)  # days, at which a fading signal is told


@dataclass(frozen=True)
class RuleTable:
    """What is read in which row, and what it earns: one share a row, or one a column of a second fact."""

    corner: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@register.simple_tag
def rule_table(criterion: Criterion, currency: str) -> RuleTable | None:
    """This function will lay out a whole rule as a table; nothing for a knock-out, whose sentence says it all."""
    rule: Rule = criterion.rule
    label = fact_label(criterion.facts[0][0])
    if isinstance(rule, Table):
        return _grid(rule, currency)
    rows: list[tuple[str, int]]
    if isinstance(rule, OneOf):
        by_share: dict[int, list[str]] = {}
        for value, share in rule.shares:
            by_share.setdefault(share, []).append(value)
        rows = [(_values(criterion.fact, values), share) for share, values in by_share.items()]
        rows.append((_("others"), rule.other))
    elif isinstance(rule, Range):
        spec = fact_spec(FactRead(criterion.fact, FactKind.INT))
        rows = [(number_with_unit(spec, x, currency), share) for x, share in rule.points]
    elif isinstance(rule, Has):
        text = _("all of: %(values)s") if rule.mode == "all" else _("any of: %(values)s")
        rows = [(text % {"values": ", ".join(rule.values)}, rule.share), (_("others"), rule.other)]
    elif isinstance(rule, Recency):
        ages = [age for age in AGES if not age or rule.outcome(age).share]
        rows = [(_("%(days)s days ago") % {"days": number_text(age)}, rule.outcome(age).share) for age in ages]
        rows.append((_("never"), 0))
    elif isinstance(rule, Flag):
        rows = [(_("yes"), rule.when_true), (_("no"), rule.when_false)]
    else:
        return None
    return RuleTable(label, (_("Earns"),), tuple((name, (share_text(share),)) for name, share in rows))


def _values(fact: str, values: Sequence[str]) -> str:
    return ", ".join(country_text(value) if fact == COUNTRY else value for value in values)


def _grid(rule: Table, currency: str) -> RuleTable:
    first, *second = rule.axes
    head = level_names(second[0], currency) if second else [_("Earns")]
    width = len(head)
    shares = [share_text(share) for share in rule.shares]
    rows = [
        (name, tuple(shares[place * width : (place + 1) * width]))
        for place, name in enumerate(level_names(first, currency))
    ]
    corner = " × ".join(fact_label(axis.fact) for axis in rule.axes)
    return RuleTable(corner, tuple(head), tuple(rows))


def level_names(axis: Axis, currency: str) -> list[str]:
    """This function will name the levels of an axis in the order of the cells, in the units people read."""
    if axis.categories:
        return [*(_values(axis.fact, group) for group in axis.categories), _("others"), _("unknown")]
    spec = fact_spec(FactRead(axis.fact, axis.reads))
    edges = [number_with_unit(spec, edge, currency) for edge in axis.edges]
    below = _("below %(edge)s") % {"edge": edges[0]}
    between = [f"{low} – {high}" for low, high in pairwise(edges)]
    last = _("never") if axis.reads is FactKind.DAYS else _("unknown")
    return [below, *between, _("%(edge)s and more") % {"edge": edges[-1]}, last]
