"""Traits counted among the best and among the rest, in one statement however many accounts there are.

By hand, because a trait is a pair of fact and value that lie in columns, lists and documents alike, and the ORM unfolds
none of the three. Who is among the best is a select of (id, best) put in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2 import sql

from accounts.domain.traits import BANDS, EMPLOYEES, REVENUE, Counted
from accounts.selectors.trait_members import CUSTOMERS, MEMBERS, MOST_ACCOUNTS, Best
from tenancy.context import required_tenant_id

MOST_TRAITS = 200  # the most frequent ones, whomever they belong to: choosing by the best would find what it looks for
FEWEST = 5  # a trait of fewer is a coincidence

# Each member's row is looked up by its key: so few that no statistics are needed to do it well.
_TRAITS = """
    with member as materialized ({members}),
    fact as materialized (
        select member.best, account.industry, account.country, account.company_type, account.employees,
               account.annual_revenue_cents, account.technologies, account.custom
          from member
         cross join lateral (select * from account
                              where account.tenant_id = %(tenant)s and account.id = member.id offset 0) account),
    pair as (
        select fact.best, pair.name, pair.value
          from fact cross join lateral (values
               ('industry', industry), ('country', country), ('company_type', company_type),
               ('employees', (width_bucket(employees, %(employees)s::bigint[]) - 1)::text),
               ('annual_revenue', (width_bucket(annual_revenue_cents, %(revenue)s::bigint[]) - 1)::text)
               ) pair(name, value)
         where pair.value is not null and pair.value <> '' and pair.value <> '-1'
         union all
        select fact.best, 'custom.' || own.key, own.value #>> '{{}}'
          from fact cross join lateral jsonb_each(fact.custom) own
         where jsonb_typeof(own.value) in ('string', 'boolean', 'number') and length(own.key) <= 100
           and length(own.value #>> '{{}}') between 1 and 100),
    listed as (
        select best, 'technologies' as name, technologies as entries from fact where technologies is not null
         union all
        select fact.best, 'custom.' || own.key,
               array(select distinct entry from jsonb_array_elements_text(own.value) entry
                      where length(entry) between 1 and 100)
          from fact cross join lateral jsonb_each(fact.custom) own
         where jsonb_typeof(own.value) = 'array' and length(own.key) <= 100),
    counted as (
        select name, value, count(*) filter (where best) as best, count(*) filter (where not best) as rest
          from pair group by name, value),
    known as (
        select counted.*, sum(best) over (partition by name) as best_known,
               sum(rest) over (partition by name) as rest_known, false as is_list
          from counted
         union all
        select name, used.value, used.best, used.rest, told.best, told.rest, true
          from (select listed.name, entry.value, count(*) filter (where listed.best) as best,
                       count(*) filter (where not listed.best) as rest
                  from listed cross join lateral unnest(listed.entries) entry(value) group by 1, 2) used
          join (select name, count(*) filter (where best) as best, count(*) filter (where not best) as rest
                  from listed group by name) told using (name))
    select name, value, best::int, best_known::int, rest::int, rest_known::int, is_list
      from known where best + rest >= %(fewest)s
     order by best + rest desc, name, value limit %(traits)s
"""


# What else tells good customers apart; each with how many it is known of. Support load: what customer success says.
_GROUPS = """
    with member as materialized ({members})
    select member.best, count(*)::int as customers,
           percentile_disc(0.5) within group (order by profit.value) as median_ltv_cents,
           count(profit.value)::int as ltv_known,
           percentile_disc(0.5) within group (order by revenue.value) as median_revenue_cents,
           (sum(profit.value) filter (where revenue.value > 0))::bigint as profit_cents,
           (sum(revenue.value) filter (where profit.value is not null and revenue.value > 0))::bigint as revenue_cents,
           count(*) filter (where profit.value is not null and revenue.value > 0)::int as margin_known,
           count(*) filter (where account.churned_on is not null or account.lifecycle = 'former')::int as churned,
           avg(rated.score)::float as rating, count(rated.score)::int as rating_known
      from member
     cross join lateral (select churned_on, lifecycle from account
                          where account.tenant_id = %(tenant)s and account.id = member.id offset 0) account
      left join lateral (select value from account_measure where tenant_id = %(tenant)s and account_id = member.id
                            and key = 'ltv' offset 0) profit on true
      left join lateral (select value from account_measure where tenant_id = %(tenant)s and account_id = member.id
                            and key = 'won_revenue' offset 0) revenue on true
      left join lateral (select avg(score) as score from team_rating where tenant_id = %(tenant)s
                            and account_id = member.id and department = 'customer_success' offset 0) rated on true
     group by member.best
"""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Customers of one group in numbers. Cents of the workspace's currency; None: unknown of all of them."""

    customers: int = 0
    median_ltv_cents: int | None = None
    ltv_known: int = 0
    median_revenue_cents: int | None = None
    profit_cents: int | None = None
    revenue_cents: int | None = None
    margin_known: int = 0
    churned: int = 0
    rating: float | None = None
    rating_known: int = 0

    @property
    def margin(self) -> float | None:
        """Gross profit of revenue, over the customers of whom both are known."""
        return self.profit_cents / self.revenue_cents if self.revenue_cents and self.profit_cents is not None else None

    @property
    def churn(self) -> float | None:
        """The share on record as lost."""
        return self.churned / self.customers if self.customers else None


def traits_of_best(best: Best) -> list[Counted]:
    """This function will count the traits of the best customers and of the rest, or an even sample; one query."""
    return _traits(MEMBERS[best.measure], _parameters(best))


def traits_of_customers() -> list[Counted]:
    """This function will count the traits of our customers and of all other accounts, or an even sample; one query."""
    return _traits(CUSTOMERS, {"most": MOST_ACCOUNTS})


def best_groups(best: Best) -> tuple[GroupFacts, GroupFacts]:
    """This function will describe the best customers and the rest, or an even sample, in numbers; one query."""
    found = {row.pop("best"): GroupFacts(**row) for row in _rows(_GROUPS, MEMBERS[best.measure], _parameters(best))}
    return found.get(True, GroupFacts()), found.get(False, GroupFacts())


def _parameters(best: Best) -> dict[str, Any]:
    return {"measure": best.measure, "percent": best.percent, "number": best.number, "most": MOST_ACCOUNTS}


def _traits(members: str, parameters: dict[str, Any]) -> list[Counted]:
    bands = {"employees": list(BANDS[EMPLOYEES]), "revenue": list(BANDS[REVENUE])}
    rows = _rows(_TRAITS, members, {**parameters, **bands, "fewest": FEWEST, "traits": MOST_TRAITS})
    return [Counted(row["name"], row["value"], **{n: row[n] for n in _COUNTS}) for row in rows]


_COUNTS = ("best", "best_known", "rest", "rest_known", "is_list")


def _rows(statement: str, members: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(members=sql.SQL(members)), {"tenant": required_tenant_id(), **parameters}
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
