"""What the win rate would be if only the top tiers were worked: tiers as they stood when each deal was opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics.domain.catalogue import Fact
from metrics.domain.costs import NO_GROUP
from metrics.domain.focus import Bundle, FocusLine, bundle, focus_lines, sums_add
from metrics.domain.metric import Metric
from metrics.domain.query import Cohort, Dimension, Grouping, MetricQuery
from metrics.selectors.grouping import opening_bases
from metrics.selectors.rows import MetricRow, metric_rows
from metrics.selectors.sources import fetch
from metrics.selectors.totals import SOURCES, ask_of, slot_sums, terms_by_slot, version_of
from tiers.models import Tier

NAMES = ("win_rate", "won_value")  # whose rows a number here opens to


@dataclass(frozen=True, slots=True)
class Focus:
    """The answer: all closed deals, a line a tier, and by how sure a way the deals found their tier.

    ``bases``: how many closed deals by ``history`` (the tier they were in), ``score_then``, ``score_now``, ``unknown``.
    """

    whole: Bundle
    lines: list[FocusLine]
    bases: dict[str, int]
    names: dict[str, str]  # of tiers, by key
    formula_version: str

    @property
    def guessed(self) -> int:
        """Deals that were sorted by a score, because no tier was kept yet when they were opened."""
        return sum(n for basis, n in self.bases.items() if basis != "history")


def focus_query(query: MetricQuery) -> MetricQuery:
    """This function will ask the same of closed deals by the tier they were opened in."""
    return replace(query, names=NAMES, grouping=Grouping(Dimension.TIER), cohort=Cohort.OPENING)


def focus(query: MetricQuery) -> Focus:
    """This function will answer the question over a query's period. A fixed number of statements."""
    ask = ask_of(focus_query(query))
    (slot,) = ask.slots
    found = {group: sums for (_slot, group), sums in slot_sums(ask, {Fact.CLOSED}).items()}
    tiers = list(Tier.objects.order_by("position"))  # retired ones, which have none, last
    shown = [tier.key for tier in tiers if tier.position is not None or found[tier.key].won + found[tier.key].lost]
    by_tier = [(key, found[key]) for key in shown]
    if NO_GROUP in found:
        by_tier.append((NO_GROUP, found[NO_GROUP]))
    terms = terms_by_slot(ask)[slot.key]
    rows = fetch(opening_bases(SOURCES[Fact.CLOSED], ask, fact=Fact.CLOSED), ask.parameters())
    whole = sums_add([sums for _key, sums in by_tier])
    return Focus(
        whole=bundle(whole, whole, terms),
        lines=focus_lines(by_tier, terms),
        bases={row["basis"]: row["n"] for row in rows},
        names={tier.key: tier.name for tier in tiers},
        formula_version=version_of(ask.settings),
    )


def focus_groups(found: Focus, *, tier: str | None, down_to: str | None) -> list[str] | None:
    """This function will name the groups behind a number: one tier's, all down to one, or everything; None: no such."""
    keys = [line.key for line in found.lines]
    if down_to is not None:
        return keys[: keys.index(down_to) + 1] if down_to in keys else None
    if tier is not None:
        return [tier] if tier in keys else None
    return keys


def focus_metric(found: Focus, *, name: str, tier: str | None, down_to: str | None) -> Metric:
    """This function will return the number whose rows are asked for; ``focus_groups`` says that it exists."""
    chosen = found.whole
    for line in found.lines:
        if down_to is not None and line.key == down_to:
            chosen = line.down_to
        elif down_to is None and tier is not None and line.key == tier:
            chosen = line.own
    return chosen.win_rate if name == "win_rate" else chosen.won_value


def focus_rows(query: MetricQuery, *, name: str, groups: list[str]) -> list[MetricRow]:
    """This function will list the deals behind a number, tier by tier; adding them up gives it."""
    asked = focus_query(query)
    return [row for group in groups for row in metric_rows(asked, name=name, group=group)]
