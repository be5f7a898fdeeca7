"""What accounts are expected to be worth: customers by what they were worth so far, others by customers like them.

Raw SQL for the reason told in ``fragments``. Tiers are no trait to compare by: they are made of priority, which reads
this value, and an account would be held in its tier by the worth of those it stands with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg2 import sql

from metrics.selectors.account_values import LTV, Slice
from metrics.selectors.sources import fetch
from tenancy.context import required_tenant_id
from tiers.domain.clusters import SIZE_EDGES

EXPECTED = "expected_ltv"  # the measure, in cents of the workspace's currency
OWN = "own"
INDUSTRY_AND_SIZE, INDUSTRY, SIZE = "industry_and_size", "industry", "size"
OWN_UNKNOWN, FEW_ALIKE = "own_unknown", "few_alike"  # why there is none
FEWEST = 5  # customers a mean is taken of


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one account: cents of the workspace's currency, None where ``basis`` says why."""

    cents: int | None
    basis: str


# Means are rounded to two digits: they are no more exact than that, and one more sale somewhere would otherwise change
# the value of every company of an industry. Accounts without a value, now or before, are left out.
_EXPECTED = """
    with known as materialized (
        select lower(nullif(account.industry, '')) as industry,
               width_bucket(account.employees::bigint, %(edges)s::bigint[]) as band, worth.value
          from account_measure worth
          join account on account.tenant_id = %(tenant)s and account.id = worth.account_id
         where worth.tenant_id = %(tenant)s and worth.key = %(ltv)s and worth.value is not null),
    alike as materialized (
        select industry, band, grouping(industry, band) as level, avg(value) as mean
          from known group by grouping sets ((industry, band), (industry), (band)) having count(*) >= %(fewest)s),
    wanted as (
        select account.id, lower(nullif(account.industry, '')) as industry,
               width_bucket(account.employees::bigint, %(edges)s::bigint[]) as band, worth.value as own,
               worth.id is not null and (
                   worth.value is not null or account.lifecycle in ('customer', 'former')
                   or account.customer_since is not null
                   or exists (select 1 from deal where deal.tenant_id = %(tenant)s and deal.account_id = account.id
                                 and deal.status = 'won')) as is_customer
          from account
          left join account_measure worth on worth.tenant_id = %(tenant)s and worth.account_id = account.id
                                         and worth.key = %(ltv)s
         where account.tenant_id = %(tenant)s and {wanted}),
    found as (
        select wanted.id, wanted.is_customer, wanted.own,
               coalesce(closest.mean, by_industry.mean, by_size.mean) as mean,
               case when closest.mean is not null then %(closest)s
                    when by_industry.mean is not null then %(by_industry)s
                    when by_size.mean is not null then %(by_size)s
                    else %(few_alike)s end as basis
          from wanted
          left join alike closest on closest.level = 0 and closest.industry = wanted.industry
                                 and closest.band = wanted.band
          left join alike by_industry on by_industry.level = 1 and by_industry.industry = wanted.industry
          left join alike by_size on by_size.level = 2 and by_size.band = wanted.band)
    select found.id,
           case when found.is_customer then found.own
                when found.mean = 0 then 0
                else round(found.mean, 1 - floor(log(abs(found.mean)))::int)::bigint end as cents,
           case when found.is_customer and found.own is null then %(own_unknown)s
                when found.is_customer then %(own)s
                else found.basis end as basis
      from found
      left join account_measure stored on stored.tenant_id = %(tenant)s and stored.account_id = found.id
                                      and stored.key = %(measure)s
     where found.is_customer or found.mean is not null or stored.id is not null
"""


def expected_values(among: Slice) -> dict[int, Expected]:
    """This function will give what each of these accounts is expected to be worth, in one query.

    It reads the measure ``ltv`` as written. Source: docs/formulas.md (``expected_ltv`` of an account).
    """
    wanted = sql.SQL("account.id = any(%(keys)s)")
    if among.lower is not None:
        wanted = sql.SQL("account.id >= %(lower)s and account.id < %(upper)s")
    parameters: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "edges": list(SIZE_EDGES),
        "ltv": LTV,
        "measure": EXPECTED,
        "fewest": FEWEST,
        "own": OWN,
        "own_unknown": OWN_UNKNOWN,
        "closest": INDUSTRY_AND_SIZE,
        "by_industry": INDUSTRY,
        "by_size": SIZE,
        "few_alike": FEW_ALIKE,
        "keys": list(among.keys),
        "lower": among.lower,
        "upper": among.upper,
    }
    rows = fetch(sql.SQL(_EXPECTED).format(wanted=wanted), parameters)
    return {row["id"]: Expected(row["cents"], row["basis"]) for row in rows}
