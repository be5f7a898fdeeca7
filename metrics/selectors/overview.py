"""What the metrics page asks: the whole workspace now and over the period before, and each group, read together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics.domain.catalogue import facts_needed
from metrics.domain.costs import NO_GROUP
from metrics.domain.metric import Metric
from metrics.domain.query import Dimension, MetricQuery, Slot
from metrics.domain.sums import Sums
from metrics.selectors.sources import Ask
from metrics.selectors.totals import (
    GroupMetrics,
    ask_of,
    group_and_whole_sums,
    groups_of_sums,
    metric_groups,
    metrics_of,
    slot_sums,
    terms_by_slot,
    undivided,
)

_BEFORE = "before"  # the key of the period before; the period asked for has none
# each row is in one group at most, so that what is read by group gives the whole as well
_SEPARATE = (Dimension.TIER, Dimension.OWNER, Dimension.FIELD, Dimension.CUSTOM)


@dataclass(frozen=True, slots=True)
class Overview:
    """The metrics of each group, those of the whole, and those of the whole over the period before, if there is one."""

    groups: list[GroupMetrics]
    whole: dict[str, Metric]
    before: dict[str, Metric]


def metric_overview(query: MetricQuery, *, tiles: tuple[str, ...]) -> Overview:
    """This function will answer a query by group, and ``tiles`` for the whole and for the period just before.

    What groups, whole and both periods have in common is read once.
    """
    if query.grouping.dimension not in _SEPARATE:
        of_all = _with_period_before(replace(undivided(query), names=tiles))
        sums = slot_sums(of_all, facts_needed(tiles, query.variants))
        return Overview(metric_groups(query), *_totals(of_all, sums))
    ask = _with_period_before(replace(query, names=tuple(dict.fromkeys((*query.names, *tiles)))))
    by_group, sums = group_and_whole_sums(ask, facts_needed(ask.query.names, query.variants))
    of_groups = replace(ask, query=query, slots=ask.slots[:1])
    of_all = replace(ask, query=replace(undivided(query), names=tiles))
    return Overview(groups_of_sums(by_group, of_groups), *_totals(of_all, sums))


def _with_period_before(query: MetricQuery) -> Ask:
    """The period asked for and the one before it, where it is closed on both sides."""
    ask, before = ask_of(query), query.period.previous()
    return ask if before is None else replace(ask, slots=[*ask.slots, Slot(_BEFORE, before)])


def _totals(ask: Ask, sums: dict[tuple[str, str], Sums]) -> tuple[dict[str, Metric], dict[str, Metric]]:
    terms = terms_by_slot(ask)
    now, before = (
        {metric.name: metric for metric in metrics_of(sums[key, NO_GROUP], ask, terms[key])} if key in terms else {}
        for key in (NO_GROUP, _BEFORE)
    )
    return now, before
