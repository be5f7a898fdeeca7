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
    """This function will write an amount in cents of the home currency, half up; null without an amount or a rate.

    The rate is the newest dated on or before the day. An amount without a currency is in the home currency.
    Source: docs/formulas.md#common-rules; agrees with ``metrics.domain.currency``.
    """
    return sql.SQL(
        "(case when coalesce({currency}, %(home)s) = %(home)s then {cents} else"
        " (select round({cents} * rate.rate)::bigint from exchange_rate rate where rate.tenant_id = %(tenant)s"
        " and rate.currency = {currency} and rate.valid_on <= {day} order by rate.valid_on desc limit 1) end)"
    ).format(cents=amount.cents, currency=amount.currency, day=amount.day)


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
# agrees with metrics.domain.recurring.profit_cents
DEAL_PROFIT = sql.SQL("round({} * {} / 10000.0)::bigint").format(DEAL_AMOUNT, DEAL_MARGIN)
# agrees with metrics.domain.sales.contract_acv_cents
DEAL_ACV = sql.SQL(
    "(case when coalesce(deal.term_months, 0) <= 0 or (deal.term_months < 12 and deal.type is distinct from 'renewal')"
    " then {amount} - {fees} else round(({amount} - {fees}) * 12.0 / deal.term_months)::bigint end)"
).format(amount=DEAL_AMOUNT, fees=DEAL_FEES)

# When an account became a customer, and its last day as one (null: still is). A contract ends before ``ends_on``.
CUSTOMERS = sql.SQL(
    """
    select account.id as account_id, begun.start_on,
           coalesce(account.churned_on, contracted.last_on) as last_on
      from account
      left join (select deal.account_id, min(deal.closed_on) as won_on from deal
                  where deal.tenant_id = %(tenant)s and deal.status = 'won' and deal.account_id is not null
                  group by deal.account_id) won on won.account_id = account.id
      left join (select contract.account_id, min(contract.starts_on) as starts_on,
                        case when bool_and(contract.ends_on is not null) then max(contract.ends_on) - 1 end as last_on
                   from contract where contract.tenant_id = %(tenant)s
                  group by contract.account_id) contracted on contracted.account_id = account.id
      cross join lateral (select least(account.customer_since, won.won_on, contracted.starts_on) as start_on) begun
     where account.tenant_id = %(tenant)s and begun.start_on is not null
    """
)


def recurring_on(days: Part) -> Part:
    """This function will write a table of what each account pays a month on each of ``days`` (a select of ``day``).

    Columns account_id, day, mrr_cents, profit_cents, no_margin, assumed_term, unconverted; no row: nothing. Contracts
    active on the day; for an account without any contract its won deals in term, 12 months where the term is unknown.
    Each amount is rounded to a cent. Source: docs/formulas.md#bases; agrees with ``metrics.domain.recurring``.
    """
    contract_cents = converted(Amount(sql.SQL("contract.mrr_cents"), sql.SQL("contract.currency"), sql.SQL("due.day")))
    deal_cents = sql.SQL("round(({} - {}) / {}::numeric)::bigint").format(DEAL_AMOUNT, DEAL_FEES, TERM)
    return sql.SQL(
        """
        (select paid.account_id, paid.day, coalesce(sum(paid.cents), 0)::bigint as mrr_cents,
                coalesce(sum(round(paid.cents * paid.margin_bp / 10000.0)), 0)::bigint as profit_cents,
                count(*) filter (where paid.margin_bp is null and paid.cents <> 0) as no_margin,
                count(*) filter (where paid.is_assumed) as assumed_term,
                count(*) filter (where paid.is_unconverted) as unconverted
           from (select contract.account_id, due.day, worth.cents,
                        coalesce(contract.gross_margin_bp, deal.gross_margin_bp, %(margin)s) as margin_bp,
                        false as is_assumed, worth.cents is null as is_unconverted
                   from (select distinct day from ({days}) named) due
                   join contract on contract.tenant_id = %(tenant)s and contract.starts_on <= due.day
                        and (contract.ends_on is null or contract.ends_on > due.day)
                   left join deal on deal.tenant_id = %(tenant)s and deal.id = contract.deal_id
                  cross join lateral (select {contract_cents} as cents) worth
                 union all
                 select deal.account_id, due.day, worth.cents, coalesce(deal.gross_margin_bp, %(margin)s),
                        coalesce(deal.term_months, 0) <= 0, deal.amount_cents is not null and worth.cents is null
                   from (select distinct day from ({days}) named) due
                   join deal on deal.tenant_id = %(tenant)s and deal.status = 'won' and deal.account_id is not null
                        and deal.closed_on <= due.day
                        and due.day < deal.closed_on + make_interval(months => {term})
                  cross join lateral (select {deal_cents} as cents) worth
                  where not exists (select 1 from contract where contract.tenant_id = %(tenant)s
                                    and contract.account_id = deal.account_id)
                ) paid
          group by paid.account_id, paid.day)
        """
    ).format(contract_cents=contract_cents, deal_cents=deal_cents, days=days, term=TERM)
