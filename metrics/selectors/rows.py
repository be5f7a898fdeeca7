"""The rows behind a number: the same rows it was added up from, one kind after another.

Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg2 import sql

from accounts.models import Account, Contact, Deal
from metrics.domain.catalogue import Fact, metric_facts, row_columns
from metrics.domain.costs import Share
from metrics.domain.query import Dimension, MetricQuery, Slot, is_meaningful
from metrics.models import Spend, Target
from metrics.selectors.cost_shares import cost_shares, lagged_shares
from metrics.selectors.grouping import grouped_rows
from metrics.selectors.sources import Ask, fetch
from metrics.selectors.totals import SOURCES, ask_of, group_lags, summed_cycles

MOST_ROWS = 100_000  # a drill-down file stops here and says so


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One row behind a number; money in ``numbers`` is cents of the workspace's currency."""

    fact: Fact
    kind: str  # deal | account | touch | tier_assignment | spend | target
    id: int
    on: date | None
    numbers: dict[str, Any]
    account_id: int | None = None
    contact_id: int | None = None
    label: str = ""
    public_id: str = ""
    account: str = ""
    account_public_id: str = ""


def _cell(query: MetricQuery, group: str) -> tuple[Ask, str]:
    """The ask narrowed to one group; by month the group is a period."""
    ask = ask_of(query)
    if query.grouping.dimension is Dimension.MONTH:
        return replace(ask, slots=[slot for slot in ask.slots if slot.key == group]), ""
    return ask, group


def _stored(fact: Fact, ask: Ask, group: str, columns: Sequence[str]) -> list[MetricRow]:
    source = SOURCES[fact]
    matter = sql.SQL(" or ").join(
        sql.SQL("{} is not null and {} <> 0").format(name, name) for name in _names(columns, fact)
    )
    statement = sql.SQL(
        "select * from ({rows}) listed where group_key = %(group)s and ({matter})"
        " order by on_date nulls first, id, contact_id limit %(most)s"
    ).format(rows=grouped_rows(source, ask, fact=fact), matter=matter)
    found = fetch(statement, {**ask.parameters(), "group": group, "most": MOST_ROWS})
    return [
        MetricRow(
            fact,
            source.kind,
            row["id"],
            row["on_date"],
            {name: row[name] for name in columns},
            row["account_id"],
            row["contact_id"],
        )
        for row in found
    ]


def _names(columns: Sequence[str], fact: Fact) -> list[sql.Composable]:
    # a same-day sale has a cycle of nought days, and still is a row of the cycle
    special = [sql.SQL("(cycle_days + 1)")] if "cycle_days" in columns and fact is Fact.CLOSED else []
    return [*special, *(sql.Identifier(name) for name in columns if name != "cycle_days")]


def _borne(fact: Fact, divided: Sequence[Share], group: str) -> list[MetricRow]:
    prefix = "spend" if fact is Fact.SPEND else "lagged"
    return [
        MetricRow(
            fact,
            "spend",
            share.cost.id,
            share.cost.on,
            {f"{prefix}_cents": share.cents, f"{prefix}_unconverted": int(share.cents is None)},
        )
        for share in divided
        if share.group == group
    ]


def _quotas(slots: Sequence[Slot]) -> list[MetricRow]:
    return [
        MetricRow(Fact.TARGET, "target", target.pk, target.month, {"quota_cents": target.amount_cents})
        for target in Target.objects.order_by("month")
        if any(slot.period.contains(target.month) for slot in slots)
    ]


def fact_rows(query: MetricQuery, *, name: str, fact: Fact, group: str) -> list[MetricRow]:
    """This function will list the rows of one kind behind one group's metric, oldest first, without their labels.

    ``group`` is the group's key, empty for rows in no group; by month it is the month.
    """
    if not is_meaningful(fact, query.grouping):
        return []
    ask, key = _cell(query, group)
    if not ask.slots:
        return []
    if fact is Fact.SPEND:
        return _borne(fact, cost_shares(ask), key)
    if fact is Fact.LAGGED:
        return _borne(fact, lagged_shares(ask, group_lags(summed_cycles(ask))), key)
    if fact is Fact.TARGET:
        return _quotas(ask.slots)
    return _stored(fact, ask, key, row_columns(name, fact, query.variants))


def metric_rows(query: MetricQuery, *, name: str, group: str) -> list[MetricRow]:
    """This function will list all rows behind one group's metric, kind by kind; adding them up gives the metric."""
    return [
        row
        for fact in metric_facts(name, query.variants)
        for row in fact_rows(query, name=name, fact=fact, group=group)
    ]


def _people(rows: Sequence[MetricRow]) -> dict[int, str]:
    ids = {row.contact_id for row in rows if row.contact_id is not None}
    found = Contact.objects.filter(pk__in=ids).values_list("pk", "first_name", "last_name")
    return {pk: f"{first} {last}".strip() for pk, first, last in found}


def labelled(rows: Sequence[MetricRow]) -> Iterator[MetricRow]:
    """This function will give rows the names people know: three queries for any number of rows."""
    accounts = Account.objects.in_bulk({row.account_id for row in rows if row.account_id is not None})
    deals = Deal.objects.in_bulk({row.id for row in rows if row.kind == "deal"})
    costs = Spend.objects.in_bulk({row.id for row in rows if row.kind == "spend"})
    people = _people(rows)
    for row in rows:
        cost = costs.get(row.id) if row.kind == "spend" else None
        account = accounts.get(row.account_id if cost is None else cost.account_id)
        thing = cost or (deals.get(row.id) if row.kind == "deal" else account)
        yield replace(
            row,
            label=people.get(row.contact_id or 0) or _label(row, thing),
            public_id=str(thing.public_id) if thing else "",
            account=account.name if account else "",
            account_public_id=str(account.public_id) if account else "",
        )


def _label(row: MetricRow, thing: Any) -> str:
    if thing is None:
        return ""
    if row.kind == "spend":
        words = (thing.category, thing.department, thing.campaign, thing.tier_key, thing.segment_key)
        return " · ".join(word for word in words if word) or str(thing.external_id)
    return str(thing.name or thing.external_id)


def rows_total(rows: Sequence[MetricRow], name: str) -> Decimal:
    """This function will add one number up over rows, nothing counting as nought."""
    return sum((Decimal(row.numbers[name]) for row in rows if row.numbers.get(name) is not None), Decimal(0))
