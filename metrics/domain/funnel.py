"""Attempts, conversations and meetings; committees; movement between tiers.

Source: docs/formulas.md#unit-economics-funnel-and-committee (SDR funnel, committee coverage, tier churn).
"""

from __future__ import annotations

from decimal import Decimal

from metrics.domain.metric import Metric, Reason, Unit, quotient, share, undefined
from metrics.domain.sums import Sums, Terms


def conversation_rate(sums: Sums, terms: Terms) -> Metric:
    """This function will give conversations ÷ attempts, each counted once per contact and day."""
    if sums.attempts == 0:
        return undefined(
            "conversation_rate", Unit.SHARE, Reason.NO_ATTEMPTS, numerator=sums.conversations, denominator=0
        )
    return share("conversation_rate", sums.conversations, sums.attempts)


def meeting_rate(sums: Sums, terms: Terms) -> Metric:
    """This function will give meetings ÷ attempts, each counted once per contact and day."""
    if sums.attempts == 0:
        return undefined("meeting_rate", Unit.SHARE, Reason.NO_ATTEMPTS, numerator=sums.meetings, denominator=0)
    return share("meeting_rate", sums.meetings, sums.attempts)


def committee_coverage(sums: Sums, terms: Terms) -> Metric:
    """This function will give the filled weight of committee seats ÷ the weight a template asks for."""
    if sums.seats_weight == 0:
        return undefined("committee_coverage", Unit.SHARE, Reason.NO_TEMPLATE, n=sums.committee_accounts)
    filled, asked = Decimal(sums.seats_filled).scaleb(-3), Decimal(sums.seats_weight).scaleb(-3)
    return quotient("committee_coverage", Unit.SHARE, filled, asked, n=sums.committee_accounts)


def tier_churn(sums: Sums, terms: Terms) -> Metric:
    """This function will give (left + entered) ÷ (2 × mean tier size) per quarter."""
    moves, size = sums.tier_left + sums.tier_entered, sums.tier_opening + sums.tier_closing
    if not terms.tiered:
        return undefined("tier_churn", Unit.SHARE, Reason.NO_TIERS)
    if size == 0:
        return undefined("tier_churn", Unit.SHARE, Reason.TIER_EMPTY, numerator=moves, denominator=0)
    return quotient("tier_churn", Unit.SHARE, moves, size * terms.quarters, n=size)
