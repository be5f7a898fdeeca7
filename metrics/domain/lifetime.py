"""What a customer is worth, in four named variants that are never mixed.

Source: docs/formulas.md#unit-economics-funnel-and-committee (LTV-1 … LTV-5).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from metrics.domain.metric import Flag, Metric, Reason, Unit, money, quotient, rounded, undefined
from metrics.domain.recurring import churn, recurring_flags
from metrics.domain.sums import Sums, Terms


def is_capped(*, lost: int, start: int, cap: int) -> bool:
    """This function will tell whether a lifetime of start ÷ lost months exceeds the longest one believed."""
    return lost <= 0 or start > lost * cap


def missing_base(sums: Sums, *, margin: bool) -> str | None:
    """This function will name what a lifetime value lacks, or None when it can be computed."""
    if sums.customer_months == 0:
        return Reason.NO_CUSTOMERS
    if margin and sums.mrr_no_margin:
        return Reason.NO_MARGIN
    if sums.mrr_cents == 0:
        return Reason.NO_REVENUE
    return churn(sums, Terms()).reason


def ltv_margin(sums: Sums, terms: Terms) -> Metric:
    """This function will give LTV-1: ARPA × gross margin ÷ churn, the lifetime held at the cap (60 months)."""
    flags = recurring_flags(sums)
    reason = missing_base(sums, margin=True)
    if reason:
        return undefined("ltv_margin", Unit.MONEY, reason, n=sums.customer_months, flags=flags)
    profit = money(sums.profit_cents)
    if is_capped(lost=sums.churn_lost, start=sums.churn_start, cap=terms.cap_months):
        flags.append(Flag.CAPPED)
        top, bottom = profit * terms.cap_months, sums.customer_months
    else:
        top, bottom = profit * sums.churn_start, sums.customer_months * sums.churn_lost
    return quotient("ltv_margin", Unit.MONEY, top, bottom, n=sums.customer_months, flags=flags)


def ltv_net(sums: Sums, terms: Terms) -> Metric:
    """This function will give LTV-2: ARPA ÷ (1 − revenue retention), retention of 100 % or more held at the cap."""
    flags = recurring_flags(sums)
    reason = missing_base(sums, margin=False)
    if reason is None and sums.revenue_start_cents == 0:
        reason = Reason.NO_REVENUE
    if reason:
        return undefined("ltv_net", Unit.MONEY, reason, n=sums.customer_months, flags=flags)
    lost = sums.revenue_start_cents - sums.revenue_kept_cents
    if is_capped(lost=lost, start=sums.revenue_start_cents, cap=terms.cap_months):
        flags.append(Flag.CAPPED)
        top, bottom = money(sums.mrr_cents) * terms.cap_months, Decimal(sums.customer_months)
    else:
        top, bottom = money(sums.mrr_cents) * money(sums.revenue_start_cents), sums.customer_months * money(lost)
    return quotient("ltv_net", Unit.MONEY, top, bottom, n=sums.customer_months, flags=flags)


def ltv_discounted(sums: Sums, terms: Terms) -> Metric:
    """This function will give LTV-3: Σ m(1−c)^t ÷ (1+d)^t = m(1+d) ÷ (c+d); without discount it is LTV-1.

    Where the lifetime exceeds the cap the sum stops there (60 months); its numerator is then the discounted profit of
    those months, to the cent.
    """
    base = ltv_margin(sums, terms)
    if base.value is None or terms.monthly_discount_bp == 0:
        return Metric("ltv_discounted", base.unit, base.value, base.numerator, base.denominator, base.n,
                      reason=base.reason, flags=base.flags)  # fmt: skip
    rate = Fraction(terms.monthly_discount_bp, 10_000)
    if Flag.CAPPED in base.flags:
        ratio = (1 - Fraction(sums.churn_lost, sums.churn_start)) / (1 + rate)
        factor = (1 - ratio**terms.cap_months) / (1 - ratio)
        top = rounded(Fraction(sums.profit_cents, 100) * factor, 2)
        return quotient("ltv_discounted", Unit.MONEY, top, sums.customer_months, n=base.n, flags=base.flags)
    step = Decimal(terms.monthly_discount_bp).scaleb(-4)
    top = money(sums.profit_cents) * (1 + step) * sums.churn_start
    bottom = sums.customer_months * (sums.churn_lost + step * sums.churn_start)
    return quotient("ltv_discounted", Unit.MONEY, top, bottom, n=base.n, flags=base.flags)


def ltv_transactional(
    *, order_cents: int, orders: int, customers: int, years_observed: Decimal, years: Decimal, margin_bp: int
) -> Metric:
    """This function will give LTV-4: mean order × orders per customer and year × years × margin.

    ``order_cents`` is the sum of all orders. Fewer than two orders per customer say nothing about a rhythm: no value.
    """
    if customers == 0 or orders < 2 * customers or years_observed <= 0:
        return undefined("ltv_transactional", Unit.MONEY, Reason.ONE_ORDER, n=customers)
    top = money(order_cents) * Decimal(margin_bp).scaleb(-4) * years
    return quotient("ltv_transactional", Unit.MONEY, top, customers * years_observed, n=customers)


def ltv_historic(sums: Sums, terms: Terms) -> Metric:
    """This function will give LTV-5: gross profit so far per customer won in the period, lost ones included."""
    flags = [Flag.SO_FAR, *([Flag.INCOMPLETE] if sums.historic_unconverted else [])]
    profit = money(sums.historic_cents)
    if sums.new_customers == 0:
        reason = Reason.NO_NEW_CUSTOMERS
        return undefined("ltv_historic", Unit.MONEY, reason, numerator=profit, denominator=0, flags=flags)
    if sums.historic_no_margin:
        return undefined("ltv_historic", Unit.MONEY, Reason.NO_MARGIN, n=sums.new_customers, flags=flags)
    return quotient("ltv_historic", Unit.MONEY, profit, sums.new_customers, n=sums.new_customers, flags=flags)
