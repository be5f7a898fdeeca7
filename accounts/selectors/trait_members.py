"""Who is among the best customers and who among the rest, as selects of (id, best) that other statements put in front.

By hand, because each ranks all customers and keeps an even sample of them, whatever they are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import AccountMeasure, TeamRating

MOST_ACCOUNTS = 20_000  # compared; beyond, an even sample of them

# The best by a measure: unknown ones are in neither group. All are ranked, off an index; which of them are compared is
# decided by their hashed keys.
BY_MEASURE = """
    select id, place <= coalesce(%(number)s, ceil(many * %(percent)s / 100.0)) as best
      from (select measure.account_id as id, count(*) over () as many,
                   row_number() over (order by measure.value desc, measure.account_id) as place
              from account_measure measure
             where measure.tenant_id = %(tenant)s and measure.key = %(measure)s and measure.value is not null) ranked
     order by hashint8(id), id limit %(most)s
"""
# Gross profit of revenue so far, of those of whom both are known.
BY_MARGIN = """
    select id, place <= coalesce(%(number)s, ceil(many * %(percent)s / 100.0)) as best
      from (select profit.account_id as id, count(*) over () as many,
                   row_number() over (order by profit.value::numeric / revenue.value desc, profit.account_id) as place
              from account_measure profit
              join account_measure revenue
                on revenue.tenant_id = %(tenant)s and revenue.account_id = profit.account_id
               and revenue.key = 'won_revenue' and revenue.value > 0
             where profit.tenant_id = %(tenant)s and profit.key = 'ltv' and profit.value is not null) ranked
     order by hashint8(id), id limit %(most)s
"""
# What customer success says of those it has rated: 5 needs the least support. Equally rated ones by their worth.
BY_SUPPORT = """
    select id, place <= coalesce(%(number)s, ceil(many * %(percent)s / 100.0)) as best
      from (select rated.id, count(*) over () as many,
                   row_number() over (order by rated.score desc, worth.value desc nulls last, rated.id) as place
              from (select account_id as id, avg(score) as score from team_rating
                     where tenant_id = %(tenant)s and department = 'customer_success' group by account_id) rated
              join account_measure worth
                on worth.tenant_id = %(tenant)s and worth.account_id = rated.id and worth.key = 'won_revenue') ranked
     order by hashint8(id), id limit %(most)s
"""
# Those who are customers still against those we lost.
BY_STAYING = """
    select account.id, (account.churned_on is null and account.lifecycle <> 'former') as best
      from (select account_id as id from account_measure
             where tenant_id = %(tenant)s and key = 'won_revenue'
             order by hashint8(account_id), account_id limit %(most)s) customer
     cross join lateral (select id, churned_on, lifecycle from account
                          where account.tenant_id = %(tenant)s and account.id = customer.id offset 0) account
"""
MEMBERS = {
    "ltv": BY_MEASURE, "won_revenue": BY_MEASURE, "margin": BY_MARGIN, "support": BY_SUPPORT, "staying": BY_STAYING,
}  # fmt: skip
STAYING = "staying"
# Customers against all others; public ids are random, so the first of them are an even sample.
CUSTOMERS = """
    select account.id, (account.lifecycle in ('customer', 'former') or worth.account_id is not null) as best
      from (select id, lifecycle from account where tenant_id = %(tenant)s order by public_id limit %(most)s) account
      left join lateral (select worth.account_id from account_measure worth
                          where worth.tenant_id = %(tenant)s and worth.account_id = account.id
                            and worth.key = 'won_revenue' offset 0) worth on true
"""


@dataclass(frozen=True, slots=True)
class Best:
    """Whom we call the best: so many of a hundred, or so many, by a measure; or all who stayed (``STAYING``).

    ``measure``: one of ``MEMBERS``.
    """

    measure: str = "ltv"
    percent: int = 25
    number: int | None = None


def unknown_worths(best: Best) -> int:
    """This function will count the customers who are in neither group, because what they are compared by is unknown."""
    if best.measure in ("ltv", "won_revenue"):
        return AccountMeasure.objects.filter(key=best.measure, value=None).count()
    if best.measure == STAYING:
        return 0
    customers = AccountMeasure.objects.filter(key="won_revenue")
    if best.measure == "support":
        rated = TeamRating.objects.filter(account_id=OuterRef("account_id"), department="customer_success")
        return customers.exclude(Exists(rated)).count()
    profits = AccountMeasure.objects.filter(account_id=OuterRef("account_id"), key="ltv", value__isnull=False)
    return customers.exclude(Q(Exists(profits)) & Q(value__gt=0)).count()
