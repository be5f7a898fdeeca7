"""Every metric the product shows: its formula, unit, and the kinds of row it opens to.

The names are part of the API contract. Source: docs/formulas.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from metrics.domain import acquisition, funnel, lifetime, recurring, sales
from metrics.domain.acquisition import CAC_VARIANTS, LTV_VARIANTS, Formula
from metrics.domain.metric import Flag, Metric, Unit
from metrics.domain.sums import Sums, Terms


class Fact(Enum):
    """A kind of row that metrics are added up from."""

    CLOSED = "closed"  # deals closed within the period
    OPEN = "open"  # deals open when it ends
    TARGET = "target"  # quotas of the period
    CUSTOMER = "customer"  # accounts won within it
    ORDER = "order"  # all won deals of those accounts
    SPEND = "spend"  # cost within it
    LAGGED = "lagged"  # cost one median cycle earlier
    MONTH = "month"  # a customer at a month start
    CHURN = "churn"  # a customer at the start of one of six whole months
    TOUCH = "touch"  # a contact touched on a day
    COMMITTEE = "committee"  # an account with a committee template
    MOVE = "move"  # an account entering, leaving or staying in a tier


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One metric's formula and what it is made of."""

    name: str
    unit: Unit
    formula: Formula
    facts: tuple[Fact, ...]


def _specs() -> list[MetricSpec]:
    money, share, count, ratio = Unit.MONEY, Unit.SHARE, Unit.COUNT, Unit.RATIO
    closed, opened, customer = Fact.CLOSED, Fact.OPEN, Fact.CUSTOMER
    spend, month, churn = Fact.SPEND, Fact.MONTH, Fact.CHURN
    return [
        MetricSpec("win_rate", share, sales.win_rate, (closed,)),
        MetricSpec("ads", money, sales.ads, (closed,)),
        MetricSpec("acv", money, sales.acv, (closed,)),
        MetricSpec("cycle_days", Unit.DAYS, sales.cycle_days, (closed,)),
        MetricSpec("velocity_per_day", money, sales.velocity_per_day, (opened, closed)),
        MetricSpec("cac", money, acquisition.cac, (spend, customer)),
        MetricSpec("cac_lagged", money, acquisition.cac_lagged, (Fact.LAGGED, customer)),
        MetricSpec("ltv_margin", money, lifetime.ltv_margin, (month, churn)),
        MetricSpec("ltv_net", money, lifetime.ltv_net, (month, churn)),
        MetricSpec("ltv_discounted", money, lifetime.ltv_discounted, (month, churn)),
        MetricSpec("ltv_historic", money, lifetime.ltv_historic, (Fact.ORDER, customer)),
        MetricSpec("ltv_cac", ratio, acquisition.ltv_cac, (month, churn, spend, customer)),
        MetricSpec("payback_months", Unit.MONTHS, acquisition.payback_months, (spend, customer, month)),
        MetricSpec("pipeline_coverage", ratio, sales.pipeline_coverage, (opened, closed, Fact.TARGET)),
        MetricSpec("committee_coverage", share, funnel.committee_coverage, (Fact.COMMITTEE,)),
        MetricSpec("won_count", count, sales.won_count, (closed,)),
        MetricSpec("lost_count", count, sales.lost_count, (closed,)),
        MetricSpec("open_count", count, sales.open_count, (opened,)),
        MetricSpec("won_value", money, sales.won_value, (closed,)),
        MetricSpec("spend", money, acquisition.spend, (spend,)),
        MetricSpec("roi", ratio, acquisition.roi, (closed, spend)),
        MetricSpec("arpa", money, recurring.arpa, (month,)),
        MetricSpec("mrr", money, recurring.mrr, (month,)),
        MetricSpec("arr", money, recurring.arr, (month,)),
        MetricSpec("churn", share, recurring.churn, (churn,)),
        MetricSpec("tier_churn", share, funnel.tier_churn, (Fact.MOVE,)),
        MetricSpec("conversation_rate", share, funnel.conversation_rate, (Fact.TOUCH,)),
        MetricSpec("meeting_rate", share, funnel.meeting_rate, (Fact.TOUCH,)),
    ]


PLAIN_SUMS = frozenset({"won_count", "lost_count", "open_count", "won_value", "spend", "mrr", "arr"})  # not estimates
METRICS: dict[str, MetricSpec] = {spec.name: spec for spec in _specs()}
NAMES = tuple(METRICS)


@dataclass(frozen=True, slots=True)
class Variants:
    """Which LTV and which CAC a combined metric uses; both are named in every answer."""

    ltv: str = "margin"
    cac: str = "cac"

    def __post_init__(self) -> None:
        if self.ltv not in LTV_VARIANTS or self.cac not in CAC_VARIANTS:
            raise ValueError(f"no such variant: {self.ltv}, {self.cac}")


# The columns a metric's drill-down shows of each kind of row, and the one that must be set for a row to matter to it.
_COLUMNS: dict[Fact, tuple[str, ...]] = {
    Fact.OPEN: ("open",),
    Fact.TARGET: ("quota_cents",),
    Fact.CUSTOMER: ("new_customers",),
    Fact.ORDER: ("historic_cents", "historic_no_margin", "historic_unconverted"),
    Fact.SPEND: ("spend_cents", "spend_unconverted"),
    Fact.LAGGED: ("lagged_cents", "lagged_unconverted"),
    Fact.MONTH: ("mrr_cents", "profit_cents", "customer_months", "mrr_no_margin", "mrr_unconverted"),
    Fact.CHURN: ("churn_start", "churn_lost"),
    Fact.TOUCH: ("attempts", "conversations", "meetings"),
    Fact.COMMITTEE: ("coverage_bp", "committee_accounts"),
    Fact.MOVE: ("tier_opening", "tier_entered", "tier_left", "tier_closing"),
}
_WON = ("won_value_cents", "won_priced", "won_unpriced", "won_unconverted")
_COLUMNS_OF: dict[tuple[str, Fact], tuple[str, ...]] = {
    ("win_rate", Fact.CLOSED): ("won", "lost"),
    ("ads", Fact.CLOSED): _WON,
    ("won_value", Fact.CLOSED): _WON,
    ("pipeline_coverage", Fact.CLOSED): _WON,
    ("pipeline_coverage", Fact.OPEN): ("open", "closing_value_cents", "closing_unconverted"),
    ("acv", Fact.CLOSED): ("acv_cents", "won_priced", "acv_assumed_term"),
    ("cycle_days", Fact.CLOSED): ("cycle_days", "cycle_excluded"),
    ("velocity_per_day", Fact.CLOSED): ("won", "lost", *_WON, "cycle_days"),
    ("won_count", Fact.CLOSED): ("won",),
    ("lost_count", Fact.CLOSED): ("lost",),
    ("roi", Fact.CLOSED): ("abs_profit_cents", "abs_won", "abs_no_margin"),
    ("mrr", Fact.MONTH): ("latest_mrr_cents", "latest_customers"),
    ("arr", Fact.MONTH): ("latest_mrr_cents", "latest_customers"),
    ("ltv_net", Fact.CHURN): ("churn_start", "revenue_start_cents", "revenue_kept_cents"),
}


def row_columns(name: str, fact: Fact, variants: Variants) -> tuple[str, ...]:
    """This function will name the numbers a metric's rows of one kind carry; a row without any is left out."""
    if name == "ltv_cac" and fact is Fact.CHURN and variants.ltv == "net":
        name = "ltv_net"
    return _COLUMNS_OF.get((name, fact)) or _COLUMNS[fact]


def metric_facts(name: str, variants: Variants) -> tuple[Fact, ...]:
    """This function will name the kinds of row a metric is made of, given the variants asked for."""
    if name not in ("ltv_cac", "payback_months"):
        return METRICS[name].facts
    cost = METRICS[variants.cac].facts
    worth = METRICS[f"ltv_{variants.ltv}"].facts if name == "ltv_cac" else (Fact.MONTH,)
    return tuple(dict.fromkeys((*worth, *cost)))


def facts_needed(names: Sequence[str], variants: Variants) -> frozenset[Fact]:
    """This function will name all kinds of row that a list of metrics needs."""
    return frozenset(fact for name in names for fact in metric_facts(name, variants))


def formula_of(name: str, variants: Variants) -> Formula:
    """This function will give a metric's formula with its variants filled in."""
    if name == "ltv_cac":
        return partial(acquisition.ltv_cac, ltv=variants.ltv, cost=variants.cac)
    if name == "payback_months":
        return partial(acquisition.payback_months, cost=variants.cac)
    return METRICS[name].formula


def compute(name: str, *, sums: Sums, terms: Terms, variants: Variants, version: str) -> Metric:
    """This function will compute one metric of one group and flag what its reader must know.

    ``version`` names the formulas and the exchange rates it was computed with.
    """
    metric = formula_of(name, variants)(sums, terms)
    is_estimate = metric.value is not None and name not in PLAIN_SUMS
    flags = [Flag.LOW_N] if is_estimate and metric.n < terms.low_n else []
    if terms.to_date:
        flags.append(Flag.TO_DATE)
    return replace(metric.flagged(*flags), formula_version=version)
