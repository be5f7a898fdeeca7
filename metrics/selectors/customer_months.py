"""Customers at month starts and over the months of churn, added up without a row for each customer and month.

Nothing about a customer changes between two month starts that count, so a day is as good as the number of the month
start it lies behind. Each customer, and each thing it pays, is then a span of such numbers; equal spans of a group are
added up once, however many there are, and each period takes of a span the months it shares with it. The sums are those
of the rows that ``customer_sources`` lists. Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg2 import sql

from metrics.domain.catalogue import Fact
from metrics.domain.period import Period, churn_months, month_add
from metrics.domain.query import Cohort, Dimension, MetricQuery, Slot
from metrics.selectors.customer_sources import known_customers
from metrics.selectors.fragments import RECURRING, Part, exchanged, paid_profit
from metrics.selectors.grouping import group_parts
from metrics.selectors.sources import Ask

FACTS = frozenset({Fact.MONTH, Fact.CHURN, Fact.CUSTOMER})
_NOTHING = (1, 0)  # a span of no month

# ``since`` and ``till`` number the first and the last month start of a span, from 1 to {count}; what began before the
# first of them began with it. The day before a span's first has one month start less behind it.
_SPANS = """
    with known as materialized (
        select begun.account_id, begun.owner, begun.last_on, begun.won_on,
               width_bucket(begun.start_on - 1, {starts}) + 1 as since,
               case when begun.last_on is null then {count} else width_bucket(begun.last_on, {starts}) end as till
          from ({customers}) begun),
    customer as materialized (
        select fact.account_id, coalesce({group}, '') as group_key, fact.since, fact.till,
               width_bucket(fact.won_on, {bounds}) as came
          from known fact{joins}),
    dated as (
        select distinct on (rate.currency, month.since) rate.currency, month.since, rate.rate
          from exchange_rate rate
         cross join lateral (select width_bucket(rate.valid_on - 1, {starts}) + 1 as since) month
         where rate.tenant_id = %(tenant)s
         order by rate.currency, month.since, rate.valid_on desc),
    rated as (
        select currency, since, coalesce(lead(since) over (partition by currency order by since) - 1, {count}) as till,
               rate from dated
         union all
        select currency, 1, min(since) - 1, null from dated group by currency),
    paid as (
        select customer.group_key, customer.since as begun,
               greatest(customer.since, part.since, coalesce(rated.since, 1)) as since,
               least(customer.till, part.till, coalesce(rated.till, {count})) as till,
               worth.cents, part.margin_bp, part.is_assumed,
               {profit} as profit_cents,
               part.is_unconverted or part.foreign_currency is not null and worth.cents is null as is_unconverted
          from (select recurring.*, width_bucket(recurring.first_on - 1, {starts}) + 1 as since,
                       width_bucket(recurring.end_on - 1, {starts}) as till
                  from ({recurring}) recurring offset 0) part
          join customer on customer.account_id = part.account_id
          left join rated on rated.currency = part.foreign_currency
         cross join lateral (select case when part.foreign_currency is null then part.cents
                                         else {exchanged} end as cents) worth),
    span as (
        select group_key, since, till, since = begun as is_begun, null::int as came, 0 as customers,
               sum(coalesce(cents, 0)) as cents,
               sum(coalesce(profit_cents, 0)) as profit_cents,
               count(*) filter (where margin_bp is null and cents <> 0) as no_margin,
               count(*) filter (where is_assumed) as assumed, count(*) filter (where is_unconverted) as unconverted
          from paid where since <= till group by 1, 2, 3, 4
         union all
        select group_key, since, till, true, came, count(*), 0, 0, 0, 0, 0
          from customer where since <= till or came is not null group by 1, 2, 3, 5)
"""
# Of a span, ``paid`` months lie in the period, and ``risked`` in its months of churn; ``kept`` are those whose next
# month start it still reaches, without the one its customer began with, which nobody had been there to keep. ``came``
# numbers the ends of periods that lie before a customer's first won deal.
_SUMS = """
    select slot.key as slot_key, span.group_key, {whole} as is_whole,
           sum(span.customers * months.paid) as customer_months,
           sum(span.cents * months.paid) as mrr_cents,
           sum(span.profit_cents * months.paid) as profit_cents,
           sum(span.no_margin * months.paid) as mrr_no_margin,
           sum(span.assumed * months.paid) as mrr_assumed_term,
           sum(span.unconverted * months.paid) as mrr_unconverted,
           coalesce(sum(span.cents) filter (where slot.final between span.since and span.till), 0) as latest_mrr_cents,
           coalesce(sum(span.customers) filter (where slot.final between span.since and span.till), 0)
               as latest_customers,
           sum(span.customers * months.risked) as churn_start,
           coalesce(sum(span.customers) filter (
               where span.since <= span.till and span.till between slot.risk_first and slot.risk_final), 0)
               as churn_lost,
           sum(span.cents * months.risked) as revenue_start_cents,
           sum(span.cents * months.kept) as revenue_kept_cents,
           coalesce(sum(span.customers) filter (where months.is_new), 0) as new_customers,
           (select count(*) from known where known.last_on < %(today)s) as churn_recorded
      from span
     cross join (values {slots}) as slot(key, first, final, risk_first, risk_final, after, before)
     cross join lateral (
           select greatest(0, least(span.till, slot.final) - greatest(span.since, slot.first) + 1) as paid,
                  greatest(0, least(span.till, slot.risk_final) - greatest(span.since, slot.risk_first) + 1) as risked,
                  greatest(0, least(span.till - 1, slot.risk_final)
                              - greatest(span.since - 1 + span.is_begun::int, slot.risk_first) + 1) as kept,
                  span.came >= slot.after and span.came < slot.before as is_new) months
     where months.paid > 0 or months.risked > 0 or months.kept > 0 or months.is_new
"""


def counted(query: MetricQuery, wanted: Collection[Fact]) -> frozenset[Fact]:
    """This function will name the kinds of row that ``month_sums`` adds up, if any: a customer's group must not change.

    New customers alone are found faster where they are listed.
    """
    of_day = query.grouping.dimension is Dimension.TIER and query.cohort not in (Cohort.NOW, Cohort.FIRST)
    found = FACTS & set(wanted)
    return frozenset() if of_day or found == {Fact.CUSTOMER} else found


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What days are numbered by, from 1: the month starts any period looks at, without a gap; the ends of periods."""

    starts: list[date]
    bounds: list[date]

    def months(self, days: list[date]) -> tuple[int, int]:
        """The numbers of the first and the last of consecutive month starts."""
        return (self.starts.index(days[0]) + 1, self.starts.index(days[-1]) + 1) if days else _NOTHING

    def ends(self, period: Period) -> tuple[int, int]:
        """The numbers of a period's two ends."""
        first, before = _ends(period)
        return self.bounds.index(first) + 1, self.bounds.index(before) + 1


def _ends(period: Period) -> tuple[date, date]:
    return period.start or date.min, period.end or date.max


def _calendar(days: list[date], slots: Sequence[Slot]) -> _Calendar:
    """One month start more than the last belongs to it: what is kept of a month shows at the next one's start."""
    month, last, starts = min(days), month_add(max(days), 1), []
    while month <= last:
        starts.append(month)
        month = month_add(month, 1)
    return _Calendar(starts, sorted({end for slot in slots for end in _ends(slot.period)}))


def _slots(ask: Ask, wanted: Collection[Fact]) -> tuple[_Calendar, Part]:
    today = ask.query.today
    months = [slot.period.month_starts(first=ask.first_day, last=today) for slot in ask.slots]
    risked = [churn_months(period=slot.period, today=today) for slot in ask.slots]
    calendar = _calendar([day for days in (*months, *risked) for day in days], ask.slots)
    rows = []
    for slot, of_period, of_churn in zip(ask.slots, months, risked, strict=True):
        paid = calendar.months(of_period) if Fact.MONTH in wanted else _NOTHING
        churned = calendar.months(of_churn) if Fact.CHURN in wanted else _NOTHING
        ends = calendar.ends(slot.period) if Fact.CUSTOMER in wanted else _NOTHING
        values = (slot.key, *paid, *churned, *ends)
        rows.append(sql.SQL("({})").format(sql.SQL(", ").join(sql.Literal(value) for value in values)))
    return calendar, sql.SQL(", ").join(rows)


def _days(days: Sequence[date]) -> Part:
    open_ends = {date.min: "-infinity", date.max: "infinity"}
    listed = sql.SQL(", ").join(sql.Literal(open_ends.get(day, day.isoformat())) for day in days)
    return sql.SQL("array[{}]::date[]").format(listed)


def month_sums(ask: Ask, wanted: Collection[Fact], *, whole: bool) -> Part:
    """This function will write the sums of ``MONTH``, ``CHURN`` and ``CUSTOMER`` by period and group, of one read.

    ``wanted`` says which of them; ``whole`` adds a row for all groups together.
    """
    calendar, slots = _slots(ask, wanted)
    group, joins = group_parts(ask.query.grouping, ask.query.cohort, fact=Fact.MONTH)
    spans = sql.SQL(_SPANS).format(
        starts=_days(calendar.starts),
        bounds=_days(calendar.bounds),
        count=sql.Literal(len(calendar.starts)),
        customers=known_customers(ask, named=False),
        group=group,
        joins=joins,
        recurring=RECURRING,
        exchanged=exchanged(sql.SQL("part.cents"), sql.SQL("rated.rate")),
        profit=paid_profit("part", sql.SQL("worth.cents")),
    )
    by = "group by grouping sets ((slot.key, span.group_key), (slot.key))" if whole else "group by 1, 2"
    is_whole = sql.SQL("grouping(span.group_key) = 1" if whole else "false")
    return sql.Composed([spans, sql.SQL(_SUMS).format(whole=is_whole, slots=slots), sql.SQL(by)])
