"""What each customer was worth so far: gross profit and revenue, account by account.

Raw SQL for the reason told in ``fragments``; agrees with ``ltv_historic``, which adds the same deals up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psycopg2 import sql

from accounts.selectors.win_measures import accounts_left
from metrics.selectors.fragments import DEAL_AMOUNT, DEAL_MARGIN, Amount, Part, converted
from metrics.selectors.settings import metric_settings
from metrics.selectors.sources import fetch
from tenancy.context import required_tenant_id

LTV, REVENUE = "ltv", "won_revenue"  # the measures, in cents of the workspace's currency


@dataclass(frozen=True, slots=True)
class Slice:
    """Accounts by their keys, or those with keys in ``[lower, upper)``."""

    keys: tuple[int, ...] = ()
    lower: int | None = None
    upper: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one customer, cents of the workspace's currency; None: something that counts is unknown."""

    ltv_cents: int | None
    revenue_cents: int | None


# One unknown amount, rate or margin makes the whole unknown: a sum of the rest would call a good customer a poor one.
# Contracts speak only for accounts without a won deal, for a deal and its contract are the same money.
# A contract is paid at the begin of each of its months.
_WORTH = """
    with wanted as materialized (
        select account.id, account.lifecycle in ('customer', 'former') or account.customer_since is not null as is_known
          from account where account.tenant_id = %(tenant)s and {wanted}),
    sold as (
        select deal.account_id, sum(worth.cents) as cents, sum(round(worth.cents * (worth.margin / 10000.0))) as profit,
               bool_or(worth.cents is null) as is_dark, bool_or(worth.margin is null) as no_margin
          from deal join wanted on wanted.id = deal.account_id
         cross join lateral (select {amount} as cents, {margin} as margin offset 0) worth
         where deal.tenant_id = %(tenant)s and deal.status = 'won'
           and (deal.closed_on is null or deal.closed_on <= %(today)s)
         group by deal.account_id),
    contracted as (
        select contract.account_id, sum(worth.cents) as cents,
               sum(round(worth.cents * (worth.margin / 10000.0))) as profit,
               bool_or(worth.cents is null) as is_dark, bool_or(worth.margin is null) as no_margin
          from contract join wanted on wanted.id = contract.account_id
         cross join lateral (select age(least(%(today)s, coalesce(contract.ends_on - 1, 'infinity')),
                                        contract.starts_on) as run) lived
         cross join lateral (select {mrr} * (extract(year from run) * 12 + extract(month from run) + 1) as cents,
                                    coalesce(contract.gross_margin_bp, %(margin)s) as margin offset 0) worth
         where contract.tenant_id = %(tenant)s and contract.starts_on <= %(today)s
           and not exists (select 1 from sold where sold.account_id = contract.account_id)
         group by contract.account_id)
    select wanted.id,
           case when not part.is_dark and not part.no_margin and abs(part.profit) <= 1e17
                then part.profit::bigint end as ltv_cents,
           case when not part.is_dark and abs(part.cents) <= 1e17 then part.cents::bigint end as revenue_cents
      from wanted
      left join (select * from sold union all select * from contracted) part on part.account_id = wanted.id
     where part.account_id is not null or wanted.is_known
        or exists (select 1 from account_measure measure where measure.tenant_id = %(tenant)s
                      and measure.account_id = wanted.id and measure.key = any(%(measures)s))
"""


def account_worths(among: Slice, *, home: str, today: date) -> dict[int, Worth]:
    """This function will give what each customer among these accounts was worth until today, in one query.

    Also named are accounts that were customers when last looked at. ``home``: the workspace's currency.
    Source: docs/formulas.md#unit-economics-funnel-and-committee (``ltv`` of an account).
    """
    mrr = Amount(sql.SQL("contract.mrr_cents"), sql.SQL("contract.currency"), sql.SQL("contract.starts_on"))
    wanted: Part = sql.SQL("account.id = any(%(keys)s)")
    if among.lower is not None:
        wanted = sql.SQL("account.id >= %(lower)s and account.id < %(upper)s")
    statement = sql.SQL(_WORTH).format(wanted=wanted, amount=DEAL_AMOUNT, margin=DEAL_MARGIN, mrr=converted(mrr))
    parameters = {
        "tenant": required_tenant_id(),
        "home": home,
        "today": today,
        "margin": metric_settings().default_margin_bp,
        "keys": list(among.keys),
        "lower": among.lower,
        "upper": among.upper,
        "measures": [LTV, REVENUE],
    }
    return {row["id"]: Worth(row["ltv_cents"], row["revenue_cents"]) for row in fetch(statement, parameters)}


def accounts_of_deals(deal_ids: list[int]) -> tuple[int, ...]:
    """This function will name the accounts these deals belong to, and those they once did."""
    rows = fetch(
        sql.SQL(
            "select distinct account_id as id from deal"
            " where tenant_id = %(tenant)s and id = any(%(keys)s) and account_id is not null order by 1"
        ),
        {"tenant": required_tenant_id(), "keys": list(deal_ids)},
    )
    return tuple(sorted({row["id"] for row in rows} | accounts_left(deal_ids)))
