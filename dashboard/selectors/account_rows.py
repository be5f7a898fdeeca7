"""What an account list shows of each account, gathered from every room that knows something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection

from common.keyset import Phase, key_page
from tenancy.context import required_tenant_id
from tenancy.statistics import TENANT

OPTIONS_SECONDS = 60
EXPORT_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line of the list. Money is in hundredths; None is unknown, and for sums and dates: there is none."""

    id: int
    public_id: UUID
    name: str
    domain: str
    industry: str | None
    country: str | None
    city: str | None
    employees: int | None
    revenue_cents: int | None
    currency: str | None
    lifecycle: str
    updated_at: datetime
    owner: str
    score_milli: int | None
    potential_milli: int | None
    excluded: bool
    tier: str | None
    tier_rank: int | None
    tier_since: datetime | None
    open_deals: int
    pipeline_cents: int | None
    other_currencies: bool
    last_touch_at: datetime | None
    coverage_bp: int | None
    engagement_points: int | None


# One statement by hand, because each line comes from eight tables and a page must cost the same whatever the size of
# any of them: the keys are known, so every join is an index probe, also in a workspace younger than the statistics.
_ROWS = f"""
    select a.id, a.public_id, a.name, a.domain, a.industry, a.country, a.city, a.employees, a.annual_revenue_cents,
           a.currency, a.lifecycle, a.updated_at, coalesce(nullif(u.name, ''), u.email, a.owner_email),
           f.score_milli, f.potential_milli, f.excluded_by is not null,
           t.name, t.position, s.entered_at, d.deals, d.cents, d.others, l.at, m.coverage, m.engagement
      from unnest(%(keys)s::bigint[]) with ordinality as k (id, place)
      join account a on a.tenant_id = {TENANT} and a.id = k.id
      left join "user" u on u.id = a.owner_id
      left join fit_score f on f.tenant_id = {TENANT} and f.profile_id = %(profile)s and f.account_id = a.id
      left join tier_assignment s on s.tenant_id = {TENANT} and s.account_id = a.id and s.left_at is null
      left join tier t on t.tenant_id = {TENANT} and t.id = s.tier_id
      left join lateral (
            select count(*) as deals,
                   sum(case when coalesce(d.currency, %(currency)s) = %(currency)s then d.amount_cents
                            else round(d.amount_cents * r.rate) end) as cents,
                   coalesce(bool_or(d.currency <> %(currency)s and r.rate is null), false) as others
              from deal d left join lateral (
                   select rate from exchange_rate where tenant_id = {TENANT} and currency = d.currency
                    order by valid_on desc limit 1) r on d.currency <> %(currency)s
             where d.tenant_id = {TENANT} and d.account_id = a.id and d.status = 'open') d on true
      left join lateral (
            select greatest(
                   (select max(occurred_at) from touch where tenant_id = {TENANT} and account_id = a.id),
                   (select max(starts_at) from sales_session
                     where tenant_id = {TENANT} and account_id = a.id and status = 'held')) as at) l on true
      left join lateral (
            select max(value) filter (where key = 'committee_coverage') as coverage,
                   max(value) filter (where key = 'engagement_points') as engagement
              from account_measure where tenant_id = {TENANT} and account_id = a.id
               and key in ('committee_coverage', 'engagement_points')) m on true
     order by k.place
"""  # noqa: S608 - put together from constants


def account_rows(keys: Sequence[int], *, profile_id: int | None, currency: str) -> list[AccountRow]:
    """This function will return the lines of these accounts in the order of the keys, in one query.

    The open pipeline is summed in ``currency`` at the newest rates; ``other_currencies`` says that deals without a
    rate are left out of the sum.
    """
    if not keys:
        return []
    values: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "keys": list(keys),
        "profile": profile_id,
        "currency": currency,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return [AccountRow(*row) for row in cursor.fetchall()]


def account_rows_all(phases: Sequence[Phase], *, profile_id: int | None, currency: str) -> Iterator[AccountRow]:
    """This function will yield every line of a list, a thousand at a time."""
    after = ""
    while True:
        page = key_page(phases, size=EXPORT_BATCH, after=after)
        yield from account_rows(page.keys, profile_id=profile_id, currency=currency)
        if not page.after:
            return
        after = page.after


def account_keys_all(phases: Sequence[Phase], *, batch: int) -> Iterator[list[int]]:
    """This function will yield the keys of every account of a list, a batch at a time."""
    after = ""
    while True:
        page = key_page(phases, size=batch, after=after)
        if page.keys:
            yield page.keys
        if not page.after:
            return
        after = page.after


def filter_options() -> dict[str, list[str]]:
    """This function will return the industries and countries that occur, by name; they may be a minute old."""
    key = f"account-options:{required_tenant_id()}"
    options: dict[str, list[str]] | None = cache.get(key)
    if options is None:
        options = {"industry": _values("industry"), "country": _values("country")}
        cache.set(key, options, OPTIONS_SECONDS)
    return options


def _values(column: str) -> list[str]:
    # a walk over the index from each value to the next: as many probes as values, however many accounts there are
    statement = f"""
            with recursive step (value) as (
                (select {column} from account where tenant_id = %(tenant)s and {column} is not null
                  order by {column} limit 1)
                union all
                select (select {column} from account where tenant_id = %(tenant)s and {column} > step.value
                         order by {column} limit 1)
                  from step where step.value is not null)
            select value from step where value is not null limit 500
            """  # noqa: S608 - one of two constant column names
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {"tenant": required_tenant_id()},
        )
        return [row[0] for row in cursor.fetchall()]
