"""Which signals came before deals that were won, and before those that were lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from accounts.domain.icp_facts import SIGNAL
from accounts.domain.traits import Counted
from tenancy.context import required_tenant_id

BEFORE_DAYS = 90
MOST_DEALS = 20_000  # of each outcome, the newest ones
MOST_KINDS = 100

# By hand: one statement reads the newest closed deals by their index and each one's signals by theirs. What came after
# a deal was opened may be our own doing, so it does not count.
_EVENTS = """
    with deal as materialized (
        (select id, account_id, created_on, true as won from deal where tenant_id = %(tenant)s and status = 'won'
            and account_id is not null and created_on is not null order by closed_on desc nulls last limit %(most)s)
        union all
        (select id, account_id, created_on, false from deal where tenant_id = %(tenant)s and status = 'lost'
            and account_id is not null and created_on is not null order by closed_on desc nulls last limit %(most)s)),
    told as (select count(*) filter (where won) as won, count(*) filter (where not won) as lost from deal),
    seen as (
        select distinct deal.id, deal.won, signal.kind
          from deal join signal on signal.tenant_id = %(tenant)s and signal.account_id = deal.account_id
               and signal.occurred_at >= deal.created_on - %(days)s::int and signal.occurred_at < deal.created_on)
    select seen.kind, count(*) filter (where seen.won)::int, count(*) filter (where not seen.won)::int,
           told.won::int, told.lost::int
      from told left join seen on true group by seen.kind, told.won, told.lost
     order by count(*) desc, seen.kind limit %(kinds)s
"""


@dataclass(frozen=True, slots=True)
class TriggerEvents:
    """Kinds of signals before won (``best``) and lost (``rest``) deals, and how many deals were looked at."""

    counted: tuple[Counted, ...]
    won: int
    lost: int


def trigger_events() -> TriggerEvents:
    """This function will count the deals before whose opening each kind of signal came within 90 days; one query.

    Only closed deals of a known account and opening day; a kind counts once a deal.
    """
    parameters = {"tenant": required_tenant_id(), "most": MOST_DEALS, "days": BEFORE_DAYS, "kinds": MOST_KINDS}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, parameters)
        rows = cursor.fetchall()
    won, lost = (rows[0][3], rows[0][4]) if rows else (0, 0)
    return TriggerEvents(
        tuple(
            Counted(f"{SIGNAL}.{kind}", "", before_won, won, before_lost, lost)
            for kind, before_won, before_lost, *_ in rows
            if kind
        ),
        won,
        lost,
    )
