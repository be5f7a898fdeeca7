"""From rows to sums to metrics, for every group of a query at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection

from metrics.domain.catalogue import METRICS, Fact, compute, facts_needed, metric_facts
from metrics.domain.costs import NO_GROUP, Share
from metrics.domain.metric import FORMULAS, Flag, Metric, Reason, undefined
from metrics.domain.query import ALL, Dimension, MetricQuery, Slot, is_meaningful, month_slots
from metrics.domain.sums import Sums, Terms
from metrics.models import MetricSettings, Target
from metrics.selectors import activity_sources, customer_months, customer_sources, deal_sources
from metrics.selectors.cost_shares import UNDIVIDED, cost_shares, lagged_shares
from metrics.selectors.fragments import Part
from metrics.selectors.grouping import summed
from metrics.selectors.settings import metric_settings
from metrics.selectors.sources import Ask, Source, fetch
from tenancy.context import required_tenant_id
from tiers.models import Tier

SOURCES: dict[Fact, Source] = {
    Fact.CLOSED: deal_sources.CLOSED,
    Fact.OPEN: deal_sources.OPEN,
    Fact.CUSTOMER: customer_sources.CUSTOMER,
    Fact.ORDER: customer_sources.ORDER,
    Fact.MONTH: customer_sources.MONTH,
    Fact.CHURN: customer_sources.CHURN,
    Fact.TOUCH: activity_sources.TOUCH,
    Fact.COMMITTEE: activity_sources.COMMITTEE,
    Fact.MOVE: activity_sources.MOVE,
}
# but for contracts and stays, each is the first entry of an index: none reads the accounts, or the deals
_FIRST_DAY = """
    select least((select min(created_on) from deal where tenant_id = %(tenant)s),
                 (select min(closed_on) from deal where tenant_id = %(tenant)s and status = 'open'),
                 (select min(closed_on) from deal where tenant_id = %(tenant)s and status = 'won'),
                 (select min(closed_on) from deal where tenant_id = %(tenant)s and status = 'lost'),
                 (select min(starts_on) from contract where tenant_id = %(tenant)s),
                 (select min(customer_since) from account where tenant_id = %(tenant)s and customer_since is not null),
                 (select min(spent_on) from spend where tenant_id = %(tenant)s),
                 (select min(entered_at)::date from tier_assignment where tenant_id = %(tenant)s),
                 (select min(occurred_at)::date from touch where tenant_id = %(tenant)s))
"""
Fields = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class GroupMetrics:
    """All metrics asked for, of one group."""

    key: str  # the group's key; empty: in no group, or the undivided total
    sums: Sums
    metrics: tuple[Metric, ...]


def first_day(today: date) -> date:
    """This function will give the earliest day the workspace knows of, at most today."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_DAY, {"tenant": required_tenant_id()})
        (found,) = cursor.fetchone()
    return min(found or today, today)


def ask_of(query: MetricQuery) -> Ask:
    """This function will resolve a query's periods and settings; one period, or each complete month by month."""
    start = first_day(query.today)
    slots = [Slot(NO_GROUP, query.period)]
    if query.grouping.dimension is Dimension.MONTH:
        slots = month_slots(period=query.period, first=start, today=query.today)
    return Ask(query=query, slots=slots, settings=metric_settings(), first_day=start)


def _with_costs(fields: Fields, divided: Iterable[Share], prefix: str) -> None:
    for share in divided:
        into = fields.setdefault((share.cost.slot, share.group), {})
        for name, step in (
            (f"{prefix}_cents", share.cents or 0),
            (f"{prefix}_n", 1),
            (f"{prefix}_unconverted", int(share.cents is None)),
        ):
            into[name] = into.get(name, 0) + step


def _with_targets(fields: Fields, ask: Ask) -> None:
    for target in Target.objects.order_by("month"):
        for slot in ask.slots:
            if slot.period.contains(target.month):
                into = fields.setdefault((slot.key, NO_GROUP), {})
                into["quota_cents"] = into.get("quota_cents", 0) + target.amount_cents
                into["quota_n"] = into.get("quota_n", 0) + 1


def group_lags(fields: Fields) -> dict[tuple[str, str], int]:
    """This function will give each group's lag in whole days: its median won cycle, half a day rounded up."""
    return {
        key: int(found["cycle_median"] + found["cycle_median"] % 1)
        for key, found in fields.items()
        if found.get("cycle_median") is not None
    }


def summed_cycles(ask: Ask) -> Fields:
    """This function will give each group's won cycle alone, which is the lag of its cost."""
    rows = fetch(summed(SOURCES[Fact.CLOSED], ask, fact=Fact.CLOSED), ask.parameters())
    return {(row["slot_key"], row["group_key"]): row for row in rows}


def slot_sums(ask: Ask, facts: Iterable[Fact]) -> dict[tuple[str, str], Sums]:
    """This function will add up the rows of the kinds asked for, by period and group; one statement a kind."""
    wanted = {fact for fact in facts if is_meaningful(fact, ask.query.grouping)}
    return _finished(_read(ask, wanted)[0], ask, wanted)


def group_and_whole_sums(
    ask: Ask, facts: Iterable[Fact]
) -> tuple[dict[tuple[str, str], Sums], dict[tuple[str, str], Sums]]:
    """This function will add up the first period by group, and every period alone, in as many statements as one takes.

    The groups must not overlap: what is by group adds up to the whole, but for medians, which are taken of all rows.
    """
    wanted = set(facts)
    groups, whole = _read(ask, wanted, whole=True)
    first = ask.slots[0]
    of_first = {key: found for key, found in groups.items() if key[0] == first.key}
    by_group = {fact for fact in wanted if is_meaningful(fact, ask.query.grouping)}
    of_all = replace(ask, query=undivided(ask.query))
    return _finished(of_first, replace(ask, slots=[first]), by_group), _finished(whole, of_all, wanted)


def _read(ask: Ask, wanted: Collection[Fact], *, whole: bool = False) -> tuple[Fields, Fields]:
    """The sums of stored rows by period and group; those of the whole periods apart, where asked for."""
    groups: Fields = {}
    of_all: Fields = {}
    for statement in _statements(ask, wanted, whole) if ask.slots else ():
        for row in fetch(statement, ask.parameters()):
            into = of_all if row.pop("is_whole") else groups
            key = (row.pop("slot_key"), row.pop("group_key") or NO_GROUP)
            into.setdefault(key, {}).update(row)
    return groups, of_all


def _statements(ask: Ask, wanted: Collection[Fact], whole: bool) -> Iterator[Part]:
    counted = customer_months.counted(ask.query, wanted)
    if counted:
        yield customer_months.month_sums(ask, counted, whole=whole)
    for fact, source in SOURCES.items():
        # the lag of a cost is its group's own cycle
        is_wanted = fact in wanted or (fact is Fact.CLOSED and Fact.LAGGED in wanted)
        if is_wanted and fact not in counted:
            yield summed(source, ask, fact=fact, whole=whole)


def _finished(fields: Fields, ask: Ask, wanted: Collection[Fact]) -> dict[tuple[str, str], Sums]:
    """The sums with what is not added up from stored rows, and with the groups that have none."""
    if Fact.SPEND in wanted and ask.slots:
        _with_costs(fields, cost_shares(ask), "spend")
    if Fact.LAGGED in wanted and ask.slots:
        _with_costs(fields, lagged_shares(ask, group_lags(fields)), "lagged")
    if Fact.TARGET in wanted:
        _with_targets(fields, ask)
    recorded = _churn_recorded(fields, ask) if Fact.CHURN in wanted else 0
    for slot, group in _groups(ask):
        fields.setdefault((slot, group), {})
    return {key: Sums(**{**_exact(found), "churn_recorded": recorded}) for key, found in fields.items()}


def _churn_recorded(fields: Fields, ask: Ask) -> int:
    """Of the workspace, whatever is asked; it comes with the months of customers, where there are any."""
    known = (found["churn_recorded"] for found in fields.values() if "churn_recorded" in found)
    found = next(known, None)
    return int(fetch(customer_sources.CHURN_RECORDED, ask.parameters())[0]["n"] if found is None else found)


def _exact(found: dict[str, Any]) -> dict[str, Any]:
    """Sums of bigints arrive as decimals without a fraction; medians stay decimals."""
    medians = ("cycle_median", "won_median_cents")
    return {name: value if name in medians else int(value or 0) for name, value in found.items()}


def _groups(ask: Ask) -> list[tuple[str, str]]:
    """Groups that are shown even when nothing happened in them."""
    if ask.query.grouping.dimension in UNDIVIDED:
        return [(slot.key, NO_GROUP) for slot in ask.slots]
    if ask.query.grouping.dimension is Dimension.TIER:
        return [(slot.key, key) for slot in ask.slots for key in tier_keys()]
    return []


def tier_keys() -> list[str]:
    """This function will list the workspace's tiers, the top one first."""
    return list(Tier.objects.order_by("position").values_list("key", flat=True))


def terms_by_slot(ask: Ask) -> dict[str, Terms]:
    """This function will gather what holds for every group of a period, by the period's key."""
    settings, tiered = ask.settings, Tier.objects.exists()
    found = {}
    for slot in ask.slots:
        start, end = slot.period.start or ask.first_day, slot.period.end or ask.query.today + timedelta(days=1)
        found[slot.key] = Terms(
            low_n=settings.low_n,
            cap_months=settings.lifetime_cap_months,
            monthly_discount_bp=settings.monthly_discount_bp,
            to_date=slot.period.is_to_date(ask.query.today),
            days=max(1, (end - start).days),
            tiered=tiered,
        )
    return found


def version_of(settings: MetricSettings) -> str:
    """This function will name the formulas and the exchange rates in force."""
    return f"{FORMULAS}+r{settings.rates_version}"


def metrics_of(sums: Sums, ask: Ask, terms: Terms) -> tuple[Metric, ...]:
    """This function will compute a query's metrics from one group's sums."""
    query, version = ask.query, version_of(ask.settings)
    found: list[Metric] = []
    for name in query.names:
        if all(is_meaningful(fact, query.grouping) for fact in metric_facts(name, query.variants)):
            metric = compute(name, sums=sums, terms=terms, variants=query.variants, version=version)
            overlapping = query.grouping.dimension in (Dimension.SEGMENT, Dimension.PERSONA)
            found.append(metric.flagged(Flag.OVERLAPPING) if overlapping else metric)
        else:
            empty = undefined(name, METRICS[name].unit, Reason.NOT_GROUPABLE)
            found.append(replace(empty, formula_version=version))
    return tuple(found)


def metric_groups(query: MetricQuery) -> list[GroupMetrics]:
    """This function will answer a query: every group with its metrics, tiers and months in order."""
    ask = ask_of(query)
    return groups_of_sums(slot_sums(ask, facts_needed(query.names, query.variants)), ask)


def groups_of_sums(totals: dict[tuple[str, str], Sums], ask: Ask) -> list[GroupMetrics]:
    """This function will compute a query's metrics of each group in order, from the sums of each period and group."""
    query = ask.query
    by_month = query.grouping.dimension is Dimension.MONTH
    terms = terms_by_slot(ask)
    order = {key: place for place, key in enumerate(tier_keys())} if query.grouping.dimension is Dimension.TIER else {}
    keys = sorted(totals, key=lambda key: (key[0], key[1] == NO_GROUP, order.get(key[1], len(order)), key[1]))
    return [
        GroupMetrics(slot if by_month else group, sums, metrics_of(sums, ask, terms[slot]))
        for slot, group in keys
        for sums in (totals[slot, group],)
    ]


def undivided(query: MetricQuery) -> MetricQuery:
    """This function will ask the same of the whole workspace."""
    return replace(query, grouping=ALL)
