"""Rows that are deals: closed within a period, or open when it ends. Raw SQL for the reason told in ``fragments``."""

from __future__ import annotations

from psycopg2 import sql

from metrics.selectors.fragments import (
    DEAL_ACV,
    DEAL_AMOUNT,
    DEAL_MARGIN,
    Amount,
    Part,
    converted,
    owner_key,
    slots_table,
)
from metrics.selectors.sources import Ask, Source

SUM = "coalesce(sum({}), 0)"


# deals of a period; all time has those without a closing day, too
_IN_PERIOD = "deal.closed_on >= slot.first and deal.closed_on < slot.finish"
_UNDATED = "deal.closed_on is null and slot.first = '-infinity' and slot.finish = 'infinity'"
# accounts in a tier; return on investment alone reads it, and there are more of them than deals
_IN_A_TIER = sql.SQL(
    "(select account_id, true as is_in from tier_assignment where tenant_id = %(tenant)s and left_at is null) tiered"
)
_IN_NONE = sql.SQL("(select null::bigint as account_id, false as is_in where false) tiered")


def _closed(ask: Ask) -> Part:
    ever = any(slot.period.start is None and slot.period.end is None for slot in ask.slots)
    return sql.SQL(
        """
        select deal.slot_key, deal.id, deal.account_id, {owner} as owner, deal.closed_on as on_date,
               deal.id as deal_id, null::bigint as contact_id,
               (deal.status = 'won')::int as won, (deal.status = 'lost')::int as lost,
               case when deal.status = 'won' then deal.cents end as won_value_cents,
               (deal.status = 'won' and deal.cents is not null)::int as won_priced,
               (deal.status = 'won' and deal.amount_cents is null)::int as won_unpriced,
               (deal.status = 'won' and deal.amount_cents is not null and deal.cents is null)::int as won_unconverted,
               case when deal.status = 'won' and deal.closed_on >= deal.created_on
                    then deal.closed_on - deal.created_on end as cycle_days,
               (deal.status = 'won' and (deal.closed_on >= deal.created_on) is not true)::int as cycle_excluded,
               case when deal.status = 'won' and deal.cents is not null then deal.acv_cents end as acv_cents,
               (deal.status = 'won' and deal.cents is not null and coalesce(deal.term_months, 0) <= 0)::int
                   as acv_assumed_term,
               case when tiered.is_in then round(deal.cents * (deal.margin_bp / 10000.0))::bigint end
                   as abs_profit_cents,
               coalesce(tiered.is_in, false)::int as abs_won,
               (coalesce(tiered.is_in, false) and deal.cents is not null and deal.margin_bp is null)::int
                   as abs_no_margin
          from (select slot.key as slot_key, deal.*, {amount} as cents, {acv} as acv_cents, {margin} as margin_bp
                  from {slots}
                  join deal on deal.tenant_id = %(tenant)s and deal.status in ('won', 'lost') and {closed}
                offset 0) deal
          left join {tiered} on tiered.account_id = deal.account_id and deal.status = 'won'
        """
    ).format(
        tiered=_IN_A_TIER if "roi" in ask.query.names else _IN_NONE,
        owner=owner_key("deal"),
        closed=sql.SQL(f"({_IN_PERIOD} or {_UNDATED})" if ever else _IN_PERIOD),
        amount=DEAL_AMOUNT,
        acv=DEAL_ACV,
        margin=DEAL_MARGIN,
        slots=slots_table(ask.slots),
    )


CLOSED_SUMS = (
    "won",
    "lost",
    "won_value_cents",
    "won_priced",
    "won_unpriced",
    "won_unconverted",
    "cycle_days",
    "cycle_excluded",
    "acv_cents",
    "acv_assumed_term",
    "abs_profit_cents",
    "abs_won",
    "abs_no_margin",
)
CLOSED = Source(
    kind="deal",
    rows=_closed,
    totals={
        **{name: SUM.format(name) for name in CLOSED_SUMS},
        "cycle_n": "count(cycle_days)",
        "cycle_median": "(percentile_cont(0.5) within group (order by cycle_days))::numeric",
        "won_median_cents": "(percentile_cont(0.5) within group (order by won_value_cents))::numeric",
    },
    shown=CLOSED_SUMS,
    only={
        **dict.fromkeys(("acv_cents", "acv_assumed_term"), "acv"),
        **dict.fromkeys(("abs_profit_cents", "abs_won", "abs_no_margin"), "roi"),
        "won_median_cents": "ads",
    },
    money=frozenset({"won_value_cents", "acv_cents", "abs_profit_cents"}),
)


def _open(ask: Ask) -> Part:
    amount = converted(Amount(sql.SQL("deal.amount_cents"), sql.SQL("deal.currency"), sql.SQL("%(today)s")))
    return sql.SQL(
        """
        select slot.key as slot_key, deal.id, deal.account_id, {owner} as owner, deal.created_on as on_date,
               deal.id as deal_id, null::bigint as contact_id, 1 as open,
               case when closing.is_due then worth.cents end as closing_value_cents,
               (closing.is_due and deal.amount_cents is not null and worth.cents is null)::int as closing_unconverted
          from {slots}
          join deal on deal.tenant_id = %(tenant)s
               and (deal.created_on is null or deal.created_on < slot.finish)
               and (deal.status = 'open' or deal.closed_on >= slot.finish)
               and (%(stages)s::jsonb is null or %(stages)s::jsonb ? deal.stage)
         cross join lateral (select {amount} as cents) worth
         cross join lateral (select coalesce(deal.expected_close_on >= slot.first
                                             and deal.expected_close_on < slot.finish, false) as is_due) closing
        """
    ).format(owner=owner_key("deal"), amount=amount, slots=slots_table(ask.slots))


OPEN = Source(
    kind="deal",
    rows=_open,
    totals={name: SUM.format(name) for name in ("open", "closing_value_cents", "closing_unconverted")},
    shown=("open", "closing_value_cents", "closing_unconverted"),
    money=frozenset({"closing_value_cents"}),
)
