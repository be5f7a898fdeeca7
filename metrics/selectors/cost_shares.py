"""What each group bears of the spend ledger. Raw SQL for the reason told in ``fragments``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

from psycopg2 import sql

from metrics.domain.allocation import Drivers
from metrics.domain.catalogue import Fact
from metrics.domain.costs import EVERYONE, NO_GROUP, Cost, Share, Target, groups_of, shares
from metrics.domain.period import Period
from metrics.domain.query import Dimension, Slot
from metrics.selectors.fragments import Amount, Part, converted, owner_key, slots_table
from metrics.selectors.grouping import grouped_rows
from metrics.selectors.sources import Ask, Source, fetch

UNDIVIDED = (Dimension.ALL, Dimension.MONTH)


def _spend(ask: Ask) -> Part:
    worth = converted(Amount(sql.SQL("spend.amount_cents"), sql.SQL("spend.currency"), sql.SQL("spend.spent_on")))
    return sql.SQL(
        """
        select slot.key as slot_key, spend.id, spend.account_id, {owner} as owner, spend.spent_on as on_date,
               null::bigint as deal_id, null::bigint as contact_id, {worth} as cents, spend.tier_key, spend.segment_key
          from {slots}
          join spend on spend.tenant_id = %(tenant)s and spend.spent_on >= slot.first and spend.spent_on < slot.finish
          left join account on account.tenant_id = %(tenant)s and account.id = spend.account_id
        """
    ).format(owner=owner_key("account"), worth=worth, slots=slots_table(ask.slots))


SPEND = Source(kind="spend", rows=_spend, totals={}, shown=("spend_cents", "spend_unconverted"))


def _work(ask: Ask) -> Part:
    """Touches, and minutes of sessions held: what shared cost is divided by."""
    of_owner = ask.query.grouping.dimension is Dimension.OWNER  # looking up each account costs more than all the rest
    account = "join account on account.tenant_id = %(tenant)s and account.id = done.account_id" if of_owner else ""
    return sql.SQL(
        """
        select slot.key as slot_key, done.id, done.account_id, {owner} as owner, done.day as on_date,
               null::bigint as deal_id, null::bigint as contact_id, done.touches, done.minutes
          from {slots}
          join (select touch.id, touch.account_id, (touch.occurred_at at time zone %(tz)s)::date as day,
                       1 as touches, 0 as minutes
                  from touch where touch.tenant_id = %(tenant)s and touch.account_id is not null
                union all
                select held.id, held.account_id, (held.starts_at at time zone %(tz)s)::date, 0,
                       coalesce(held.duration_minutes, 0)
                  from sales_session held where held.tenant_id = %(tenant)s and held.status = 'held') done
            on done.day >= slot.first and done.day < slot.finish and done.day <= %(today)s
          {account}
        """
    ).format(
        owner=owner_key("account") if of_owner else sql.SQL("null::text"),
        account=sql.SQL(account),
        slots=slots_table(ask.slots),
    )


def _existing(ask: Ask) -> Part:
    return sql.SQL(
        """
        select slot.key as slot_key, account.id, account.id as account_id, {owner} as owner,
               least(slot.finish - 1, %(today)s::date) as on_date,
               null::bigint as deal_id, null::bigint as contact_id, 1 as accounts
          from {slots} join account on account.tenant_id = %(tenant)s
        """
    ).format(owner=owner_key("account"), slots=slots_table(ask.slots))


_WORK = Source(kind="account", rows=_work, totals={}, shown=())
_ACCOUNTS = Source(kind="account", rows=_existing, totals={}, shown=())
_OF_TARGET = {
    "": sql.SQL("true"),
    "tier": sql.SQL(
        "exists (select 1 from tier_assignment stay join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id"
        " where stay.tenant_id = %(tenant)s and stay.account_id = work.account_id and stay.left_at is null"
        " and tier.key = %(target)s)"
    ),
    "segment": sql.SQL(
        "exists (select 1 from segment_account member join segment on segment.tenant_id = %(tenant)s"
        " and segment.id = member.segment_id where member.tenant_id = %(tenant)s"
        " and member.account_id = work.account_id and segment.key = %(target)s)"
    ),
}


def _driver_sums(ask: Ask, source: Source, target: Target, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    totals = sql.SQL(", ").join(sql.SQL("sum({0}) as {0}").format(sql.Identifier(name)) for name in columns)
    statement = sql.SQL(
        "select slot_key, group_key, {totals} from ({rows}) work where {of_target} group by slot_key, group_key"
    ).format(totals=totals, rows=grouped_rows(source, ask, fact=Fact.SPEND), of_target=_OF_TARGET[target.kind])
    return fetch(statement, {**ask.parameters(), "target": target.key})


def _drivers(ask: Ask, target: Target) -> dict[tuple[str, Target], Drivers]:
    """Touches and minutes by period and group; accounts only for periods without either, because they are many."""
    touches: dict[str, dict[str, int]] = defaultdict(dict)
    minutes: dict[str, dict[str, int]] = defaultdict(dict)
    accounts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _driver_sums(ask, _WORK, target, ("touches", "minutes")):
        touches[row["slot_key"]][row["group_key"]] = int(row["touches"])
        minutes[row["slot_key"]][row["group_key"]] = int(row["minutes"])
    idle = [slot for slot in ask.slots if not any((*touches[slot.key].values(), *minutes[slot.key].values()))]
    if idle:
        for row in _driver_sums(replace(ask, slots=idle), _ACCOUNTS, target, ("accounts",)):
            accounts[row["slot_key"]][row["group_key"]] = int(row["accounts"])
    return {(slot.key, target): Drivers(touches[slot.key], minutes[slot.key], accounts[slot.key]) for slot in ask.slots}


def _costs(ask: Ask) -> list[Cost]:
    found: dict[tuple[str, int], Cost] = {}
    for row in fetch(grouped_rows(SPEND, ask, fact=Fact.SPEND), ask.parameters()):
        key = (row["slot_key"], row["id"])
        target = EVERYONE
        if row["tier_key"]:
            target = Target("tier", row["tier_key"])
        elif row["segment_key"]:
            target = Target("segment", row["segment_key"])
        booked = ask.query.grouping.dimension in UNDIVIDED or row["account_id"] is not None
        groups = (*(found[key].groups if key in found else ()), *((row["group_key"],) if booked else ()))
        found[key] = Cost(row["id"], row["slot_key"], row["on_date"], row["cents"], target, groups)
    return sorted(found.values(), key=lambda cost: (cost.slot, cost.on, cost.id))


def cost_shares(ask: Ask) -> list[Share]:
    """This function will divide the ledger's entries of each period among the groups, to the cent."""
    costs = _costs(ask)
    dimension = ask.query.grouping.dimension.value
    drivers: dict[tuple[str, Target], Drivers] = {}
    for target in {cost.target for cost in costs if not groups_of(cost, dimension=dimension)}:
        drivers.update(_drivers(ask, target))
    return shares(costs, dimension=dimension, drivers=drivers)


def lagged_shares(ask: Ask, lags: dict[tuple[str, str], int]) -> list[Share]:
    """This function will divide the cost of each period moved back by its group's median cycle.

    ``lags`` are days by period and group; a group without a cycle has no lagged cost. An open end counts as today.
    """
    slots = {slot.key: slot for slot in ask.slots}
    found: list[Share] = []
    for lag in sorted(set(lags.values())):
        wanted = {key for key, days in lags.items() if days == lag}
        moved = [
            Slot(key, _closed(slots[key].period, ask).shifted(-lag)) for key in sorted({slot for slot, _ in wanted})
        ]
        found += [share for share in cost_shares(replace(ask, slots=moved)) if (share.cost.slot, share.group) in wanted]
    return found


def _closed(period: Period, ask: Ask) -> Period:
    return period if period.end is not None else Period(period.start, ask.query.today + timedelta(days=1))


__all__ = ["NO_GROUP", "SPEND", "cost_shares", "lagged_shares"]
