"""SQL that several kinds of row share: converted money, margins, recurring revenue, owners.

The rows behind metrics are written as SQL by hand, because one text must serve twice: added up per group for the
number, and listed for its drill-down. Every value is a parameter; every table is filtered by its tenant besides
the policy.
Parameters: ``tenant``, ``home`` (currency), ``today``, ``margin`` (default, basis points), ``tz``.
"""

from __future__ import annotations

from typing import NamedTuple

from psycopg2 import sql

from metrics.domain.query import Slot

Part = sql.Composable


class Amount(NamedTuple):
    """Where an amount, its currency and the day of its rate stand in a query."""

    cents: Part
    currency: Part
    day: Part


def column(table: str, name: str) -> Part:
    """This function will quote ``table.name``."""
    return sql.SQL("{}.{}").format(sql.Identifier(table), sql.Identifier(name))


def converted(amount: Amount) -> Part:
    """This function will write an amount in cents of the home currency, half up; null without an amount or a rate, and
    where the result is larger than an amount can be.

    The rate is the newest dated on or before the day. An amount without a currency is in the home currency.
    Source: docs/formulas.md#common-rules.
    """
    return sql.SQL(
        "(case when coalesce({currency}, %(home)s) = %(home)s then {cents} else"
        " (select {exchanged} from exchange_rate rate where rate.tenant_id = %(tenant)s"
        " and rate.currency = {currency} and rate.valid_on <= {day} order by rate.valid_on desc limit 1) end)"
    ).format(
        cents=amount.cents,
        currency=amount.currency,
        day=amount.day,
        exchanged=exchanged(amount.cents, sql.SQL("rate.rate")),
    )


def exchanged(cents: Part, rate: Part) -> Part:
    """This function will write an amount at a rate, in cents, half up; null where it is larger than one can be."""
    return sql.SQL("case when abs({cents} * {rate}) <= 1e17 then round({cents} * {rate})::bigint end").format(
        cents=cents, rate=rate
    )


def slots_table(slots: list[Slot]) -> Part:
    """This function will write the periods as a table ``slot(key, first, finish)``; an open side is infinite."""
    rows = [
        sql.SQL("({}, {}::date, {}::date)").format(
            sql.Literal(slot.key),
            sql.Literal("-infinity" if slot.period.start is None else slot.period.start.isoformat()),
            sql.Literal("infinity" if slot.period.end is None else slot.period.end.isoformat()),
        )
        for slot in slots
    ]
    return sql.SQL("(values {}) as slot(key, first, finish)").format(sql.SQL(", ").join(rows))


def owner_key(table: str) -> Part:
    """This function will write whose row it is: ``#<user id>``, else the address as given, else null."""
    return sql.SQL("coalesce('#' || {}, nullif({}, ''))").format(
        column(table, "owner_id"), column(table, "owner_email")
    )


DEAL_AMOUNT = converted(
    Amount(sql.SQL("deal.amount_cents"), sql.SQL("deal.currency"), sql.SQL("coalesce(deal.closed_on, %(today)s)"))
)
DEAL_FEES = converted(
    Amount(
        sql.SQL("coalesce(deal.one_time_fees_cents, 0)"),
        sql.SQL("deal.currency"),
        sql.SQL("coalesce(deal.closed_on, %(today)s)"),
    )
)
TERM = sql.SQL("(case when deal.term_months > 0 then deal.term_months else 12 end)")
# the contract's margin, else the deal's, else the workspace's
DEAL_MARGIN = sql.SQL(
    "coalesce((select max(contract.gross_margin_bp) from contract where contract.tenant_id = %(tenant)s"
    " and contract.deal_id = deal.id), deal.gross_margin_bp, %(margin)s)"
)
DEAL_PROFIT = sql.SQL("round({} * ({} / 10000.0))::bigint").format(DEAL_AMOUNT, DEAL_MARGIN)
# agrees with metrics.domain.sales.contract_acv_cents
DEAL_ACV = sql.SQL(
    "(case when coalesce(deal.term_months, 0) <= 0 or (deal.term_months < 12 and deal.type is distinct from 'renewal')"
    " then {amount} - {fees} else round(({amount} - {fees}) * 12.0 / deal.term_months)::bigint end)"
).format(amount=DEAL_AMOUNT, fees=DEAL_FEES)

# When an account became a customer, its last day as one (null: still is) and the day of its first won deal, if any. A
# contract ends before ``ends_on``.
# Put together from the rows that say so, and not looked for among all accounts: most are no customers.
CUSTOMERS = sql.SQL(
    """
    select known.account_id, min(known.start_on) as start_on,
           coalesce(max(known.churned_on),
                    case when bool_and(known.is_ended) then max(known.ends_on) - 1 end) as last_on,
           min(known.won_on) as won_on
      from (select account.id as account_id, account.customer_since as start_on, account.churned_on,
                   null::date as ends_on, null::boolean as is_ended, null::date as won_on
              from account
             where account.tenant_id = %(tenant)s
               and (account.customer_since is not null or account.churned_on is not null)
             union all
            select deal.account_id, deal.closed_on, null, null, null, deal.closed_on from deal
             where deal.tenant_id = %(tenant)s and deal.status = 'won' and deal.account_id is not null
             union all
            select contract.account_id, contract.starts_on, null, contract.ends_on, contract.ends_on is not null, null
              from contract where contract.tenant_id = %(tenant)s) known
     group by known.account_id
    having min(known.start_on) is not null
    """
)


# What an account pays a month, from one day to the day before another: each of its contracts, or where it has none each
# of its won deals over its term, 12 months where that is unknown. Amounts are worked out here once and not on each day,
# but for contracts in another currency, which follow the rate (``paid_cents``). Source: docs/formulas.md#bases.
RECURRING = sql.SQL(
    """
    select contract.account_id, contract.starts_on as first_on, coalesce(contract.ends_on, 'infinity') as end_on,
           contract.mrr_cents as cents, round(contract.mrr_cents * (margin.bp / 10000.0))::bigint as profit_cents,
           margin.bp as margin_bp, nullif(contract.currency, %(home)s) as foreign_currency, false as is_assumed,
           contract.mrr_cents is null as is_unconverted
      from contract
      left join deal on deal.tenant_id = %(tenant)s and deal.id = contract.deal_id
     cross join lateral (select coalesce(contract.gross_margin_bp, deal.gross_margin_bp, %(margin)s) as bp) margin
     where contract.tenant_id = %(tenant)s
     union all
     select worth.account_id, worth.closed_on, worth.end_on, worth.cents,
            round(worth.cents * (worth.margin_bp / 10000.0))::bigint, worth.margin_bp, null, worth.is_assumed,
            worth.amount_cents is not null and worth.cents is null
       from (select deal.account_id, deal.closed_on, deal.amount_cents,
                    (deal.closed_on + make_interval(months => {term}))::date as end_on,
                    round(({amount} - {fees}) / {term}::numeric)::bigint as cents,
                    coalesce(deal.gross_margin_bp, %(margin)s) as margin_bp,
                    coalesce(deal.term_months, 0) <= 0 as is_assumed
               from deal
              where deal.tenant_id = %(tenant)s and deal.status = 'won' and deal.account_id is not null
                and not exists (select 1 from contract where contract.tenant_id = %(tenant)s
                                   and contract.account_id = deal.account_id)
             offset 0) worth
    """
).format(term=TERM, amount=DEAL_AMOUNT, fees=DEAL_FEES)


def paid_cents(part: str, day: Part) -> Part:
    """This function will write what a row of ``RECURRING`` pays a month on a day it covers; null without a rate."""
    amount = Amount(column(part, "cents"), column(part, "foreign_currency"), day)
    return converted(amount)


def paid_profit(part: str, cents: Part) -> Part:
    """This function will write the gross profit of a row of ``RECURRING``; null without an amount or a margin."""
    return sql.SQL(
        "(case when {foreign} is null then {profit} else round({cents} * ({margin} / 10000.0))::bigint end)"
    ).format(
        foreign=column(part, "foreign_currency"),
        profit=column(part, "profit_cents"),
        margin=column(part, "margin_bp"),
        cents=cents,
    )
