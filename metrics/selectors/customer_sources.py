"""Rows that are customers: won within a period, paying at a month start, at risk over six months.

Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from psycopg2 import sql

from metrics.selectors.deal_sources import SUM
from metrics.selectors.fragments import (
    CUSTOMERS,
    DEAL_AMOUNT,
    DEAL_MARGIN,
    DEAL_PROFIT,
    Part,
    owner_key,
    recurring_on,
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
      join account on account.tenant_id = %(tenant)s and account.id = won.account_id
    """
)


def _customers(ask: Ask) -> Part:
    return sql.SQL(
        """
        select slot.key as slot_key, account.id, account.id as account_id, {owner} as owner, won.first_on as on_date,
               null::bigint as deal_id, null::bigint as contact_id, 1 as new_customers
          from {new}
        """
    ).format(owner=owner_key("account"), new=NEW_CUSTOMERS.format(slots=slots_table(ask.slots)))


CUSTOMER = Source(
    kind="account", rows=_customers, totals={"new_customers": SUM.format("new_customers")}, shown=("new_customers",)
)


def _orders(ask: Ask) -> Part:
    return sql.SQL(
        """
        select slot.key as slot_key, deal.id, account.id as account_id, {owner} as owner, won.first_on as on_date,
               deal.id as deal_id, null::bigint as contact_id, {profit} as historic_cents, 1 as historic_orders,
               (worth.cents is not null and {margin} is null)::int as historic_no_margin,
               (deal.amount_cents is not null and worth.cents is null)::int as historic_unconverted
          from {new}
          join deal on deal.tenant_id = %(tenant)s and deal.account_id = account.id and deal.status = 'won'
               and deal.closed_on <= %(today)s
         cross join lateral (select {amount} as cents) worth
        """
    ).format(
        owner=owner_key("account"),
        new=NEW_CUSTOMERS.format(slots=slots_table(ask.slots)),
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


def _months(ask: Ask) -> Part:
    return sql.SQL(
        """
        select start.key as slot_key, account.id, account.id as account_id, {owner} as owner, start.day as on_date,
               null::bigint as deal_id, null::bigint as contact_id, 1 as customer_months,
               coalesce(paid.mrr_cents, 0) as mrr_cents, coalesce(paid.profit_cents, 0) as profit_cents,
               coalesce(paid.no_margin, 0) as mrr_no_margin, coalesce(paid.assumed_term, 0) as mrr_assumed_term,
               coalesce(paid.unconverted, 0) as mrr_unconverted,
               case when start.is_last then coalesce(paid.mrr_cents, 0) else 0 end as latest_mrr_cents,
               start.is_last::int as latest_customers
          from {starts}
          join ({customers}) customer on customer.start_on <= start.day
               and (customer.last_on is null or customer.last_on >= start.day)
          join account on account.tenant_id = %(tenant)s and account.id = customer.account_id
          left join {paid} paid on paid.account_id = account.id and paid.day = start.day
        """
    ).format(
        owner=owner_key("account"),
        starts=ask.month_starts(),
        customers=CUSTOMERS,
        paid=recurring_on(sql.SQL("select day from {}").format(ask.month_starts())),
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
    rows=_months,
    totals={name: SUM.format(name) for name in _MONTH_NUMBERS},
    shown=_MONTH_NUMBERS,
    money=frozenset({"mrr_cents", "profit_cents", "latest_mrr_cents"}),
)


def _churn(ask: Ask) -> Part:
    return sql.SQL(
        """
        select start.key as slot_key, account.id, account.id as account_id, {owner} as owner, start.day as on_date,
               null::bigint as deal_id, null::bigint as contact_id, 1 as churn_start,
               coalesce(customer.last_on < start.day + interval '1 month', false)::int as churn_lost,
               coalesce(paid.mrr_cents, 0) as revenue_start_cents,
               case when customer.last_on < start.day + interval '1 month' then 0 else coalesce(later.mrr_cents, 0) end
                   as revenue_kept_cents
          from {starts}
          join ({customers}) customer on customer.start_on <= start.day
               and (customer.last_on is null or customer.last_on >= start.day)
          join account on account.tenant_id = %(tenant)s and account.id = customer.account_id
          left join {paid} paid on paid.account_id = account.id and paid.day = start.day
          left join {paid} later on later.account_id = account.id and later.day = (start.day + interval '1 month')::date
        """
    ).format(
        owner=owner_key("account"),
        starts=ask.churn_starts(),
        customers=CUSTOMERS,
        paid=recurring_on(
            sql.SQL("select unnest(array[day, (day + interval '1 month')::date]) as day from {}").format(
                ask.churn_starts()
            )
        ),
    )


_CHURN_NUMBERS = ("churn_start", "churn_lost", "revenue_start_cents", "revenue_kept_cents")
CHURN = Source(
    kind="account",
    rows=_churn,
    totals={name: SUM.format(name) for name in _CHURN_NUMBERS},
    shown=_CHURN_NUMBERS,
    money=frozenset({"revenue_start_cents", "revenue_kept_cents"}),
)

# accounts of the workspace that are on record as lost: the difference between no churn and no record of churn
CHURN_RECORDED = sql.SQL("select count(*) as n from ({}) customer where customer.last_on < %(today)s").format(CUSTOMERS)
