"""Rows that are work done: contacts touched, committees covered, accounts moved between tiers.

Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from psycopg2 import sql

from metrics.selectors.deal_sources import SUM
from metrics.selectors.fragments import Part, owner_key, slots_table
from metrics.selectors.sources import Ask, Source


def _touches(ask: Ask) -> Part:
    """A contact touched on a day by somebody counts once, however many touches that took."""
    return sql.SQL(
        """
        select slot.key as slot_key, min(touch.id) as id, touch.account_id, {owner} as owner, met.day as on_date,
               null::bigint as deal_id, touch_contact.contact_id, 1 as attempts,
               coalesce(bool_or(touch.outcome in ('conversation', 'meeting')), false)::int as conversations,
               coalesce(bool_or(touch.outcome = 'meeting'), false)::int as meetings
          from {slots}
          join touch on touch.tenant_id = %(tenant)s and touch.direction = 'outbound'
         cross join lateral (select (touch.occurred_at at time zone %(tz)s)::date as day) met
          left join touch_contact on touch_contact.tenant_id = %(tenant)s and touch_contact.touch_id = touch.id
         where met.day >= slot.first and met.day < slot.finish and met.day <= %(today)s
         group by slot.key, touch.account_id, 4, met.day, touch_contact.contact_id
        """
    ).format(owner=owner_key("touch"), slots=slots_table(ask.slots))


_TOUCH_NUMBERS = ("attempts", "conversations", "meetings")
TOUCH = Source(
    kind="touch", rows=_touches, totals={name: SUM.format(name) for name in _TOUCH_NUMBERS}, shown=_TOUCH_NUMBERS
)


def _committees(ask: Ask) -> Part:
    return sql.SQL(
        """
        select slot.key as slot_key, account.id, account.id as account_id, {owner} as owner, %(today)s::date as on_date,
               null::bigint as deal_id, null::bigint as contact_id, account_measure.value as coverage_bp,
               1 as committee_accounts
          from {slots}
          join account_measure on account_measure.tenant_id = %(tenant)s
               and account_measure.key = 'committee_coverage' and account_measure.value is not null
          join account on account.tenant_id = %(tenant)s and account.id = account_measure.account_id
        """
    ).format(owner=owner_key("account"), slots=slots_table(ask.slots))


_COMMITTEE_NUMBERS = ("coverage_bp", "committee_accounts")
COMMITTEE = Source(
    kind="account",
    rows=_committees,
    totals={name: SUM.format(name) for name in _COMMITTEE_NUMBERS},
    shown=_COMMITTEE_NUMBERS,
)


def _moves(ask: Ask) -> Part:
    """A stay in a tier, as far as it touches the period: there at its start, entered, left, there at its end."""
    return sql.SQL(
        """
        select slot.key as slot_key, stay.id, stay.account_id, {owner} as owner, span.entered as on_date,
               null::bigint as deal_id, null::bigint as contact_id, tier.key as own_group,
               (span.entered < slot.first)::int as tier_opening,
               (span.entered >= slot.first and span.entered < slot.finish)::int as tier_entered,
               coalesce(span.gone >= slot.first and span.gone < slot.finish, false)::int as tier_left,
               (span.entered < slot.finish and (span.gone is null or span.gone >= slot.finish))::int as tier_closing
          from {slots}
          join tier_assignment stay on stay.tenant_id = %(tenant)s
          join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id
          join account on account.tenant_id = %(tenant)s and account.id = stay.account_id
         cross join lateral (select (stay.entered_at at time zone %(tz)s)::date as entered,
                                    (stay.left_at at time zone %(tz)s)::date as gone) span
         where span.entered < slot.finish and (span.gone is null or span.gone >= slot.first)
        """
    ).format(owner=owner_key("account"), slots=slots_table(ask.slots))


_MOVE_NUMBERS = ("tier_opening", "tier_entered", "tier_left", "tier_closing")
MOVE = Source(
    kind="tier_assignment", rows=_moves, totals={name: SUM.format(name) for name in _MOVE_NUMBERS}, shown=_MOVE_NUMBERS
)
