"""Attempts, conversations and meetings; committees; movement between tiers.

Source: docs/formulas.md#unit-economics-funnel-and-committee (SDR funnel, committee coverage, tier churn).
"""

from __future__ import annotations

from decimal import Decimal

from metrics.domain.metric import Metric, Reason, Unit, quotient, share, undefined
from metrics.domain.sums import Sums, Terms

QUARTER_DAYS = Decimal("91.3125")  # a quarter of 365.25


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
    """This function will give the mean share of the committee's weight that is filled, of accounts with a template."""
    if sums.committee_accounts == 0:
        return undefined("committee_coverage", Unit.SHARE, Reason.NO_TEMPLATE)
    covered = Decimal(sums.coverage_bp).scaleb(-4)
    return quotient("committee_coverage", Unit.SHARE, covered, sums.committee_accounts, n=sums.committee_accounts)


def tier_churn(sums: Sums, terms: Terms) -> Metric:
    """This function will give (left + entered) ÷ (2 × mean tier size) per quarter of 91.3125 days."""
    moves, size = sums.tier_left + sums.tier_entered, sums.tier_opening + sums.tier_closing
    if not terms.tiered:
        return undefined("tier_churn", Unit.SHARE, Reason.NO_TIERS)
    if size == 0:
        return undefined("tier_churn", Unit.SHARE, Reason.TIER_EMPTY, numerator=moves, denominator=0)
    return quotient("tier_churn", Unit.SHARE, moves * QUARTER_DAYS, size * terms.days, n=size)
