"""What a customer costs, and whether that pays.

Source: docs/formulas.md#unit-economics-funnel-and-committee (CAC, LTV:CAC, payback, ROI).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from metrics.domain.lifetime import ltv_discounted, ltv_historic, ltv_margin, ltv_net
from metrics.domain.metric import Flag, Metric, Reason, Unit, money, quotient, total, undefined
from metrics.domain.recurring import recurring_flags
from metrics.domain.sums import Sums, Terms

Formula = Callable[[Sums, Terms], Metric]


def spend(sums: Sums, terms: Terms) -> Metric:
    """This function will add up the cost of the period; nothing recorded is unknown, not zero."""
    flags = [Flag.INCOMPLETE] if sums.spend_unconverted else []
    if sums.spend_n == 0:
        return undefined("spend", Unit.MONEY, Reason.NO_SPEND, flags=flags)
    return total("spend", Unit.MONEY, money(sums.spend_cents), n=sums.spend_n, flags=flags)


def cost_per_customer(name: str, *, cents: int, entries: int, unconverted: int, customers: int) -> Metric:
    """This function will divide a cost by new customers, with the reasons for having no value."""
    flags = [Flag.INCOMPLETE] if unconverted else []
    if entries == 0 or cents == 0:
        return undefined(name, Unit.MONEY, Reason.NO_SPEND, denominator=customers, n=customers, flags=flags)
    if customers == 0:
        reason = Reason.NO_NEW_CUSTOMERS
        return undefined(name, Unit.MONEY, reason, numerator=money(cents), denominator=0, flags=flags)
    return quotient(name, Unit.MONEY, money(cents), customers, n=customers, flags=flags)


def cac(sums: Sums, terms: Terms) -> Metric:
    """This function will give sales and marketing cost ÷ new customers of the same period."""
    return cost_per_customer(
        "cac",
        cents=sums.spend_cents,
        entries=sums.spend_n,
        unconverted=sums.spend_unconverted,
        customers=sums.new_customers,
    )


def cac_lagged(sums: Sums, terms: Terms) -> Metric:
    """This function will give the cost of the period one median won cycle earlier ÷ new customers of the period."""
    return cost_per_customer(
        "cac_lagged",
        cents=sums.lagged_cents,
        entries=sums.lagged_n,
        unconverted=sums.lagged_unconverted,
        customers=sums.new_customers,
    )


LTV_VARIANTS: dict[str, Formula] = {
    "margin": ltv_margin,
    "net": ltv_net,
    "discounted": ltv_discounted,
    "historic": ltv_historic,
}
CAC_VARIANTS: dict[str, Formula] = {"cac": cac, "cac_lagged": cac_lagged}


def ltv_cac(sums: Sums, terms: Terms, *, ltv: str = "margin", cost: str = "cac") -> Metric:
    """This function will divide one named variant of LTV by one of CAC; without either there is no value."""
    worth, price = LTV_VARIANTS[ltv](sums, terms), CAC_VARIANTS[cost](sums, terms)
    flags = tuple(dict.fromkeys((*worth.flags, *price.flags)))
    if worth.reason or price.reason:
        reason = price.reason or worth.reason or ""
        return undefined("ltv_cac", Unit.RATIO, reason, n=sums.new_customers, flags=flags)
    if worth.numerator is None or worth.denominator is None or price.numerator is None or price.denominator is None:
        raise ValueError("a metric without a reason has both parts")
    top, bottom = worth.numerator * price.denominator, worth.denominator * price.numerator
    return quotient("ltv_cac", Unit.RATIO, top, bottom, n=sums.new_customers, flags=flags)


def payback_months(sums: Sums, terms: Terms, *, cost: str = "cac") -> Metric:
    """This function will give the months of gross profit that pay a customer's acquisition: CAC ÷ (ARPA × margin)."""
    price = CAC_VARIANTS[cost](sums, terms)
    flags = tuple(dict.fromkeys((*price.flags, *recurring_flags(sums))))
    reason = price.reason
    if reason is None and sums.customer_months == 0:
        reason = Reason.NO_CUSTOMERS
    if reason is None and sums.mrr_no_margin:
        reason = Reason.NO_MARGIN
    if reason is None and sums.mrr_cents == 0:
        reason = Reason.NO_REVENUE
    if reason is None and sums.profit_cents <= 0:
        reason = Reason.MARGIN_NOT_POSITIVE
    if reason or price.numerator is None or price.denominator is None:
        return undefined("payback_months", Unit.MONTHS, reason or "", n=sums.new_customers, flags=flags)
    top, bottom = price.numerator * sums.customer_months, price.denominator * money(sums.profit_cents)
    return quotient("payback_months", Unit.MONTHS, top, bottom, n=sums.new_customers, flags=flags)


def roi(sums: Sums, terms: Terms) -> Metric:
    """This function will give (gross profit from accounts in tiers − cost) ÷ cost; not causal without a hold-out."""
    flags = [Flag.NOT_CAUSAL, *([Flag.INCOMPLETE] if sums.spend_unconverted else [])]
    cost = money(sums.spend_cents)
    if sums.spend_n == 0 or cost <= 0:
        return undefined("roi", Unit.RATIO, Reason.NO_SPEND, n=sums.abs_won, flags=flags)
    if sums.abs_no_margin:
        return undefined("roi", Unit.RATIO, Reason.NO_MARGIN, denominator=cost, n=sums.abs_won, flags=flags)
    return quotient("roi", Unit.RATIO, money(sums.abs_profit_cents) - cost, cost, n=sums.abs_won, flags=flags)


def ratio_verdict(value: Fraction) -> str:
    """This function will read an LTV:CAC: below 1 it loses money, about 3 is healthy, above 5 may be under-spending."""
    if value < 1:
        return "loses_money"
    if value < 3:
        return "thin"
    return "healthy" if value <= 5 else "may_underspend"
