"""What the page reads together is what each question gives alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from metrics.domain.catalogue import NAMES, Variants
from metrics.domain.metric import Metric
from metrics.domain.period import Period
from metrics.domain.query import ALL, Cohort, MetricQuery
from metrics.selectors.overview import metric_overview
from metrics.selectors.totals import metric_groups
from tests.metrics.factories import LostDealFactory, WonDealFactory
from tests.metrics.selectors.test_rows import QUARTER, world
from tests.metrics.selectors.test_totals import JANUARY, ask

__all__ = ["world"]  # a fixture
pytestmark = pytest.mark.usefixtures("as_acme")
TABLE = ("win_rate", "acv", "cac_lagged", "tier_churn", "mrr", "spend", "velocity_per_day")


def alone(query: MetricQuery, period: Period | None) -> dict[str, Metric]:
    if period is None:
        return {}
    (whole,) = metric_groups(replace(query, names=NAMES, grouping=ALL, period=period))
    return {metric.name: metric for metric in whole.metrics}


@pytest.mark.parametrize("variants", [Variants(), Variants("net", "cac_lagged")])
@pytest.mark.parametrize("period", [Period(), QUARTER, Period(date(2026, 2, 3), date(2026, 6, 1))])
def test_what_is_read_together_is_what_each_question_gives_alone(world, period, variants):
    asked = [ask(*TABLE, by=by) for by in ("all", "tier", "segment", "persona", "industry", "Plan", "owner", "month")]
    for query in [*asked, ask(*TABLE, by="tier", cohort=Cohort.THEN), ask(*TABLE, by="tier", cohort=Cohort.OPENING)]:
        query = replace(query, period=period, variants=variants)

        found = metric_overview(query, tiles=NAMES)

        assert [(group.key, group.metrics) for group in found.groups] == [
            (group.key, group.metrics) for group in metric_groups(query)
        ]
        assert found.whole == alone(query, period)
        assert found.before == alone(query, period.previous())


def test_a_period_compares_with_the_one_before():
    WonDealFactory()
    WonDealFactory(closed_on=date(2025, 12, 20))
    LostDealFactory(closed_on=date(2025, 12, 20))

    found = metric_overview(ask("win_rate", by="tier", period=JANUARY), tiles=("win_rate",))

    assert found.whole["win_rate"].value == 1
    assert found.before["win_rate"].value == Decimal("0.5000")
    assert metric_overview(ask("win_rate"), tiles=("win_rate",)).before == {}


def test_an_empty_workspace_has_no_groups_and_a_whole_with_reasons():
    found = metric_overview(ask("win_rate", by="industry"), tiles=NAMES)

    assert found.groups == []
    assert found.whole["win_rate"].reason == "no_closed_deals"
    assert found.whole["spend"].reason == "no_spend_recorded"


def test_both_periods_and_all_groups_take_as_many_statements_as_one_question(world, django_assert_num_queries):
    query = ask("win_rate", "mrr", by="industry", period=QUARTER)

    with django_assert_num_queries(6):  # first day, settings, months, deals, tiers twice
        metric_overview(query, tiles=("win_rate", "mrr"))
