"""Rows that are customers: won within a period, paying at a month start, at risk over six months.

Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psycopg2 import sql

from metrics.domain.query import Dimension
from metrics.selectors.deal_sources import SUM
from metrics.selectors.fragments import (
    CUSTOMERS,
    DEAL_AMOUNT,
    DEAL_MARGIN,
    DEAL_PROFIT,
    RECURRING,
    Part,
    owner_key,
    paid_cents,
    paid_profit,
    slots_table,
)
from metrics.selectors.sources import Ask, Source

# accounts whose first won deal closed within a period
NEW_CUSTOMERS = sql.SQL(
    """
    {slots}
      join (select deal.account_id, min(deal.closed_on) as first_on from deal
             where deal.tenant_id = %(tenant)s and deal.status = 'won' and deal.account_id is not null
             group by deal.account_id) won on won.first_on >= slot.first and won.first_on < slot.finish
      {account}
    """
)


def _new(ask: Ask) -> tuple[Part, Part]:
    """New customers, and their owner where one is asked for."""
    slots = slots_table(ask.slots)
    if ask.query.grouping.dimension is not Dimension.OWNER:
        return NEW_CUSTOMERS.format(slots=slots, account=sql.SQL("")), sql.SQL("null::text")
    account = sql.SQL("join account on account.tenant_id = %(tenant)s and account.id = won.account_id")
    return NEW_CUSTOMERS.format(slots=slots, account=account), owner_key("account")


def _customers(ask: Ask) -> Part:
    new, owner = _new(ask)
    return sql.SQL(
        """
        select slot.key as slot_key, won.account_id as id, won.account_id, {owner} as owner, won.first_on as on_date,
               null::bigint as deal_id, null::bigint as contact_id, 1 as new_customers
          from {new}
        """
    ).format(owner=owner, new=new)


CUSTOMER = Source(
    kind="account", rows=_customers, totals={"new_customers": SUM.format("new_customers")}, shown=("new_customers",)
)


def _orders(ask: Ask) -> Part:
    new, owner = _new(ask)
    return sql.SQL(
        """
        select slot.key as slot_key, deal.id, won.account_id, {owner} as owner, won.first_on as on_date,
               deal.id as deal_id, null::bigint as contact_id, {profit} as historic_cents, 1 as historic_orders,
               (worth.cents is not null and {margin} is null)::int as historic_no_margin,
               (deal.amount_cents is not null and worth.cents is null)::int as historic_unconverted
          from {new}
          join deal on deal.tenant_id = %(tenant)s and deal.account_id = won.account_id and deal.status = 'won'
               and deal.closed_on <= %(today)s
         cross join lateral (select {amount} as cents) worth
        """
    ).format(
        owner=owner,
        new=new,
        profit=DEAL_PROFIT,
        margin=DEAL_MARGIN,
        amount=DEAL_AMOUNT,
    )


_ORDER_NUMBERS = ("historic_cents", "historic_orders", "historic_no_margin", "historic_unconverted")
ORDER = Source(
    kind="deal",
    rows=_orders,
    totals={name: SUM.format(name) for name in _ORDER_NUMBERS},
    shown=_ORDER_NUMBERS,
    money=frozenset({"historic_cents"}),
)


# Each customer as a row, and each thing it pays as one more: the numbers of an account and month add up over its rows,
# so that nothing has to be matched by account and day. ``part.customers`` is 1 in the first kind and 0 in the second.
_PARTS = sql.SQL(
    """
    with customer as materialized ({customers})
    select start.key as slot_key, customer.account_id as id, customer.account_id, customer.owner, start.day as on_date,
           null::bigint as deal_id, null::bigint as contact_id, {numbers}
      from (select account_id, '-infinity'::date as first_on, 'infinity'::date as end_on, 0::bigint as cents,
                   0::bigint as profit_cents, 0 as margin_bp, null as foreign_currency, false as is_assumed,
                   false as is_unconverted, 1 as customers from customer
             union all select recurring.*, 0 from ({recurring}) recurring
            offset 0) part
      join customer on customer.account_id = part.account_id
      join {starts} on start.day >= customer.start_on and (customer.last_on is null or customer.last_on >= start.day)
    """
)


def known_customers(ask: Ask, *, named: bool) -> Part:
    """This function will write the customers, with their owner where one is asked for.

    Looking up each account costs more than all the rest.
    """
    if named or ask.query.grouping.dimension is Dimension.OWNER:
        return sql.SQL(
            "select begun.*, {owner} as owner from ({customers}) begun"
            " join account on account.tenant_id = %(tenant)s and account.id = begun.account_id"
        ).format(owner=owner_key("account"), customers=CUSTOMERS)
    return sql.SQL("select begun.*, null::text as owner from ({}) begun").format(CUSTOMERS)


def _parts(ask: Ask, *, named: bool, starts: Part, numbers: str, joins: str, **pieces: Part) -> Part:
    return sql.SQL("{} {}").format(
        _PARTS.format(
            numbers=sql.SQL(numbers).format(**pieces),
            customers=known_customers(ask, named=named),
            recurring=RECURRING,
            starts=starts,
        ),
        sql.SQL(joins).format(**pieces),
    )


def _merged(parts: Callable[[Ask, bool], Part], numbers: Sequence[str]) -> Callable[[Ask], Part]:
    """Rows as the drill-down lists them: one an account and month."""

    def rows(ask: Ask) -> Part:
        sums = sql.SQL(", ").join(sql.SQL("sum({0})::bigint as {0}").format(sql.Identifier(name)) for name in numbers)
        return sql.SQL(
            "select slot_key, id, account_id, owner, on_date, deal_id, contact_id, {sums} from ({parts}) part"
            " group by slot_key, id, account_id, owner, on_date, deal_id, contact_id"
        ).format(sums=sums, parts=parts(ask, True))

    return rows


def _month_parts(ask: Ask, named: bool = False) -> Part:
    return _parts(
        ask,
        named=named,
        starts=ask.month_starts(),
        numbers="""
           part.customers as customer_months,
           coalesce(worth.cents, 0) as mrr_cents, coalesce({profit}, 0) as profit_cents,
           coalesce(part.margin_bp is null and worth.cents <> 0, false)::int as mrr_no_margin,
           part.is_assumed::int as mrr_assumed_term,
           (part.is_unconverted or part.foreign_currency is not null and worth.cents is null)::int as mrr_unconverted,
           case when start.is_last then coalesce(worth.cents, 0) else 0 end as latest_mrr_cents,
           case when start.is_last then part.customers else 0 end as latest_customers
        """,
        joins="""
           and start.day >= part.first_on and start.day < part.end_on
     cross join lateral (select {cents} as cents) worth
        """,
        cents=paid_cents("part", sql.SQL("start.day")),
        profit=paid_profit("part", sql.SQL("worth.cents")),
    )


_MONTH_NUMBERS = (
    "customer_months",
    "mrr_cents",
    "profit_cents",
    "mrr_no_margin",
    "mrr_assumed_term",
    "mrr_unconverted",
    "latest_mrr_cents",
    "latest_customers",
)
MONTH = Source(
    kind="account",
    rows=_merged(_month_parts, _MONTH_NUMBERS),
    parts=_month_parts,
    totals={name: SUM.format(name) for name in _MONTH_NUMBERS},
    shown=_MONTH_NUMBERS,
    money=frozenset({"mrr_cents", "profit_cents", "latest_mrr_cents"}),
)


def _churn_parts(ask: Ask, named: bool = False) -> Part:
    return _parts(
        ask,
        named=named,
        starts=ask.churn_starts(),
        numbers="""
           part.customers as churn_start,
           (part.customers = 1 and coalesce(customer.last_on < later.day, false))::int as churn_lost,
           case when start.day >= part.first_on and start.day < part.end_on then coalesce({at_start}, 0) else 0 end
               as revenue_start_cents,
           case when customer.last_on < later.day then 0
                when later.day >= part.first_on and later.day < part.end_on then coalesce({at_end}, 0) else 0 end
               as revenue_kept_cents
        """,
        joins="""
     cross join lateral (select (start.day + interval '1 month')::date as day) later
     where later.day >= part.first_on and start.day < part.end_on
        """,
        at_start=paid_cents("part", sql.SQL("start.day")),
        at_end=paid_cents("part", sql.SQL("later.day")),
    )


_CHURN_NUMBERS = ("churn_start", "churn_lost", "revenue_start_cents", "revenue_kept_cents")
CHURN = Source(
    kind="account",
    rows=_merged(_churn_parts, _CHURN_NUMBERS),
    parts=_churn_parts,
    totals={name: SUM.format(name) for name in _CHURN_NUMBERS},
    shown=_CHURN_NUMBERS,
    money=frozenset({"revenue_start_cents", "revenue_kept_cents"}),
)

# accounts of the workspace that are on record as lost: the difference between no churn and no record of churn
CHURN_RECORDED = sql.SQL("select count(*) as n from ({}) customer where customer.last_on < %(today)s").format(CUSTOMERS)
