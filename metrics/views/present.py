"""Metrics in words: what a tile, a cell or a line of a file shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.formats import amount_text, number_text, percent_text
from metrics.domain.acquisition import ratio_verdict
from metrics.domain.metric import Flag, Metric, Unit
from metrics.domain.query import MetricQuery
from metrics.domain.sales import required_coverage
from metrics.wording import DEFINITIONS, FLAGS, METRIC_LABELS, NO_GROUP_LABELS, NO_VALUE, REASONS, VERDICTS
from tiers.models import Tier
from users.selectors import member_list

GOOD_DOWN = {"cycle_days", "cac", "cac_lagged", "payback_months", "churn", "tier_churn", "lost_count", "spend"}
QUIET = {Flag.LOW_N, Flag.OVERLAPPING}  # shown once for a table, or as a badge of their own


@dataclass(frozen=True, slots=True)
class Shown:
    """A metric ready for a page; ``text`` is None where it has no value, and ``reason`` says why."""

    name: str
    label: str
    text: str | None
    definition: str = ""
    reason: str = ""
    instead: str = ""  # what to show where there is no value
    details: tuple[str, ...] = ()  # n, interval, companion
    flags: tuple[str, ...] = ()
    is_low_n: bool = False
    href: str = ""
    delta: str = ""
    trend: str = ""
    good: str = "up"
    before: str = ""


def value_text(value: Decimal, unit: Unit, currency: str) -> str:
    """This function will write a metric's value with its unit."""
    if unit is Unit.MONEY:
        return amount_text(value, currency)
    if unit is Unit.SHARE:
        return percent_text(value, 2)
    if unit is Unit.DAYS:
        return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": number_text(value, 1)}
    if unit is Unit.MONTHS:
        return ngettext("%(n)s month", "%(n)s months", 1 if value == 1 else 2) % {"n": number_text(value, 1)}
    return number_text(value, 2 if unit is Unit.RATIO else 0)


def detail_texts(metric: Metric, currency: str) -> tuple[str, ...]:
    """This function will write the sample, the interval and the companion value of a metric."""
    parts = [] if metric.unit is Unit.COUNT else [_("n %(n)s") % {"n": number_text(metric.n)}]
    if metric.interval is not None:
        low, high = (percent_text(Decimal(str(end)), 1) for end in (metric.interval.low, metric.interval.high))
        parts.append(_("95%%: %(low)s–%(high)s") % {"low": low, "high": high})
    if metric.companion is not None:
        other = value_text(metric.companion, metric.unit, currency)
        words = _("mean %(value)s") if metric.name == "cycle_days" else _("median %(value)s")
        parts.append(words % {"value": other})
    return tuple(parts)


def reading_texts(metric: Metric, win_rate: Metric | None) -> tuple[str, ...]:
    """This function will say how a ratio reads: LTV:CAC by the published bands, coverage by what the win rate asks for.

    Source: docs/formulas.md#unit-economics-funnel-and-committee.
    """
    if metric.value is None:
        return ()
    if metric.name == "ltv_cac":
        return (str(VERDICTS[ratio_verdict(metric.exact)]),)
    asked = required_coverage(win_rate) if metric.name == "pipeline_coverage" and win_rate is not None else None
    return () if asked is None else (_("%(ratio)s asked for at this win rate") % {"ratio": number_text(asked, 2)},)


def rows_href(query: MetricQuery, *, name: str, group: str, address: str) -> str:
    """This function will give the address of the rows behind a number; ``address`` is the page's own query string."""
    given = urlencode({"group": group, "by": query.grouping.label})
    kept = f"&{address}" if address else ""
    return f"{reverse('metrics:rows', args=[name])}?{given}{kept}"


def shown(
    metric: Metric, *, currency: str, href: str = "", before: Metric | None = None, with_overlap: bool = False
) -> Shown:
    """This function will put a metric into words, compared with the period ``before``."""
    flags = tuple(
        str(FLAGS[flag]) for flag in metric.flags if flag not in QUIET or (with_overlap and flag != Flag.LOW_N)
    )
    text = None if metric.value is None else value_text(metric.value, metric.unit, currency)
    delta, trend, earlier = _compared(metric, before, currency)
    return Shown(
        name=metric.name,
        label=str(METRIC_LABELS[metric.name]),
        text=text,
        definition=str(DEFINITIONS[metric.name]),
        reason=str(REASONS.get(metric.reason or "", "")),
        instead="" if text is not None else str(NO_VALUE.get(metric.reason or "", _("Not known yet"))),
        details=() if text is None else detail_texts(metric, currency),
        flags=flags,
        is_low_n=Flag.LOW_N in metric.flags,
        href=href,
        delta=delta,
        trend=trend,
        good="down" if metric.name in GOOD_DOWN else "up",
        before=earlier,
    )


def _compared(metric: Metric, before: Metric | None, currency: str) -> tuple[str, str, str]:
    """Shares are compared in percentage points, everything else in percent."""
    if before is None or before.value is None or metric.value is None:
        return "", "", ""
    earlier = value_text(before.value, before.unit, currency)
    step = metric.value - before.value
    trend = "up" if step > 0 else "down" if step < 0 else "flat"
    if metric.unit is Unit.SHARE:
        return _("%(step)s points") % {"step": f"{step * 100:+.1f}"}, trend, earlier
    if before.value == 0:
        return "", trend, earlier
    return percent_text(step / before.value, 1), trend, earlier


def group_labels(query: MetricQuery, keys: Iterable[str], tenant_id: int) -> dict[str, str]:
    """This function will give the groups' keys the names people know."""
    label = query.grouping.label
    names: dict[str, str] = {"": str(NO_GROUP_LABELS.get(label, _("Unknown")))}
    if label == "tier":
        names |= dict(Tier.objects.values_list("key", "name"))
    if label == "owner":
        members = member_list(tenant_id=tenant_id)
        names |= {f"#{member.user_id}": member.user.get_full_name() for member in members}
    return {key: names.get(key, key) for key in keys}
