"""The sums every metric is computed from.

A selector adds up rows into these, for one group; the drill-down lists the same rows, and adding those up again gives
the same sums, hence the same metric. Money is whole cents of the workspace's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of one group add up to; a group without rows of a kind has zeros there."""

    # deals closed within the period
    won: int = 0
    lost: int = 0
    won_value_cents: int = 0
    won_priced: int = 0  # won deals with a convertible amount
    won_unpriced: int = 0  # won deals without an amount
    won_unconverted: int = 0  # won deals whose currency has no rate on the closing day
    won_median_cents: Decimal | None = None
    cycle_n: int = 0
    cycle_days: int = 0  # summed
    cycle_median: Decimal | None = None
    cycle_excluded: int = 0  # created after closing, or a date is missing
    acv_cents: int = 0
    acv_assumed_term: int = 0
    abs_profit_cents: int = 0  # gross profit of won deals with accounts in a tier
    abs_won: int = 0
    abs_no_margin: int = 0
    # deals open when the period ends
    open: int = 0  # in a qualified stage
    closing_value_cents: int = 0  # of those, expected to close within the period
    closing_unconverted: int = 0
    quota_cents: int = 0
    quota_n: int = 0
    # accounts whose first won deal closed within the period
    new_customers: int = 0
    historic_cents: int = 0  # gross profit of all their won deals so far
    historic_orders: int = 0
    historic_no_margin: int = 0
    historic_unconverted: int = 0
    # cost
    spend_cents: int = 0
    spend_n: int = 0
    spend_unconverted: int = 0
    lagged_cents: int = 0
    lagged_n: int = 0
    lagged_unconverted: int = 0
    # recurring revenue, added up over the month starts of the period
    mrr_cents: int = 0
    profit_cents: int = 0  # recurring revenue × margin
    customer_months: int = 0
    mrr_no_margin: int = 0
    mrr_assumed_term: int = 0
    mrr_unconverted: int = 0
    latest_mrr_cents: int = 0  # at the last month start of the period
    latest_customers: int = 0
    # churn over six whole months
    churn_start: int = 0
    churn_lost: int = 0
    revenue_start_cents: int = 0
    revenue_kept_cents: int = 0
    churn_recorded: int = 0  # accounts of the workspace ever recorded as lost
    # touches within the period
    attempts: int = 0
    conversations: int = 0
    meetings: int = 0
    # committees of accounts: coverage in basis points, summed
    coverage_bp: int = 0
    committee_accounts: int = 0  # with a template
    # movements between tiers
    tier_left: int = 0
    tier_entered: int = 0
    tier_opening: int = 0
    tier_closing: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What the workspace has set, and what is known about the period; the same for every group."""

    low_n: int = 20
    cap_months: int = 60  # longest lifetime believed; also the answer to zero churn
    monthly_discount_bp: int = 100  # LTV-3
    to_date: bool = False
    days: int = 91  # length of the period, for tier churn
    tiered: bool = True  # the workspace has tiers at all
