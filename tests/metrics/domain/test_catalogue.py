"""Every metric of the contract exists and answers with a value or a reason."""

from __future__ import annotations

import pytest

from metrics.domain.catalogue import METRICS, NAMES, Fact, Variants, compute, facts_needed, metric_facts
from metrics.domain.sums import Sums, Terms

CONTRACT = [
    "win_rate",
    "ads",
    "acv",
    "cycle_days",
    "velocity_per_day",
    "cac",
    "cac_lagged",
    "ltv_margin",
    "ltv_net",
    "ltv_discounted",
    "ltv_historic",
    "ltv_cac",
    "payback_months",
    "pipeline_coverage",
    "committee_coverage",
    "won_count",
    "lost_count",
    "open_count",
    "won_value",
    "spend",
    "roi",
    "arpa",
    "mrr",
    "arr",
    "churn",
    "tier_churn",
    "conversation_rate",
    "meeting_rate",
]


def test_the_catalogue_holds_exactly_the_names_of_the_contract():
    assert sorted(NAMES) == sorted(CONTRACT)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_workspace_gets_a_plain_count_or_a_reason(name):
    metric = compute(name, sums=Sums(), terms=Terms(), variants=Variants(), version="1")

    assert (metric.name, metric.unit) == (name, METRICS[name].unit)
    assert (metric.value is None) == (metric.reason is not None)
    assert metric.value in (None, 0)


def test_a_small_sample_is_flagged():
    few = compute("win_rate", sums=Sums(won=1, lost=1), terms=Terms(low_n=3), variants=Variants(), version="1")
    enough = compute("win_rate", sums=Sums(won=1, lost=2), terms=Terms(low_n=3), variants=Variants(), version="1")

    assert (few.flags, enough.flags) == (("low_n",), ())


def test_a_plain_sum_is_no_estimate_and_never_low_n():
    metric = compute("won_count", sums=Sums(won=1), terms=Terms(), variants=Variants(), version="1")

    assert metric.flags == ()


def test_a_running_period_is_flagged_and_the_version_named():
    metric = compute("won_count", sums=Sums(won=30), terms=Terms(to_date=True), variants=Variants(), version="1+r7")

    assert (metric.flags, metric.formula_version) == (("to_date",), "1+r7")


def test_variants_decide_which_rows_a_ratio_opens_to():
    assert metric_facts("ltv_cac", Variants()) == (Fact.MONTH, Fact.CHURN, Fact.SPEND, Fact.CUSTOMER)
    assert metric_facts("ltv_cac", Variants("historic", "cac_lagged")) == (Fact.ORDER, Fact.CUSTOMER, Fact.LAGGED)
    assert metric_facts("payback_months", Variants("margin", "cac_lagged")) == (Fact.MONTH, Fact.LAGGED, Fact.CUSTOMER)
    assert facts_needed(["won_count", "spend"], Variants()) == {Fact.CLOSED, Fact.SPEND}


def test_an_unknown_variant_is_refused():
    with pytest.raises(ValueError, match="no such variant"):
        Variants(ltv="magic")
