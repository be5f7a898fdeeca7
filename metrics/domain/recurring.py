"""Recurring revenue and churn.

Source: docs/formulas.md#bases.
"""

from __future__ import annotations

from metrics.domain.metric import Flag, Metric, Reason, Unit, money, quotient, share, total, undefined
from metrics.domain.sums import Sums, Terms


def recurring_flags(sums: Sums) -> list[str]:
    """This function will say what the recurring revenue leaves out or assumes."""
    flags = [Flag.INCOMPLETE] if sums.mrr_unconverted else []
    return [*flags, Flag.ASSUMED_TERM] if sums.mrr_assumed_term else flags


def mrr(sums: Sums, terms: Terms) -> Metric:
    """This function will give the recurring revenue of the period's last month start."""
    amount = money(sums.latest_mrr_cents)
    return total("mrr", Unit.MONEY, amount, n=sums.latest_customers, flags=recurring_flags(sums))


def arr(sums: Sums, terms: Terms) -> Metric:
    """This function will give twelve times the MRR."""
    amount = 12 * money(sums.latest_mrr_cents)
    return total("arr", Unit.MONEY, amount, n=sums.latest_customers, flags=recurring_flags(sums))


def arpa(sums: Sums, terms: Terms) -> Metric:
    """This function will give the monthly revenue per customer: Σ MRR ÷ Σ customers at the period's month starts."""
    flags = recurring_flags(sums)
    amount = money(sums.mrr_cents)
    if sums.customer_months == 0:
        reason = Reason.NO_CUSTOMERS
        return undefined("arpa", Unit.MONEY, reason, numerator=amount, denominator=0, flags=flags)
    return quotient("arpa", Unit.MONEY, amount, sums.customer_months, n=sums.customer_months, flags=flags)


def churn(sums: Sums, terms: Terms) -> Metric:
    """This function will give the monthly share of customers lost: Σ lost ÷ Σ customers at month start, six months.

    No loss ever recorded is not zero churn: it has no value.
    """
    reason = Reason.NO_CHURN if sums.churn_recorded == 0 else Reason.NO_CUSTOMERS
    if sums.churn_recorded == 0 or sums.churn_start == 0:
        start, lost = sums.churn_start, sums.churn_lost
        return undefined("churn", Unit.SHARE, reason, numerator=lost, denominator=start, n=start)
    return share("churn", sums.churn_lost, sums.churn_start)
