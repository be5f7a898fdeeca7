"""Each number opens to rows that add up to it again, to the cent."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

import pytest

from accounts.models import Segment, SegmentAccount
from metrics.domain.catalogue import Variants, compute
from metrics.domain.period import Period
from metrics.domain.query import Cohort
from metrics.domain.sums import Sums, Terms
from metrics.models import MetricSettings, Target
from metrics.selectors.rows import MetricRow, labelled, metric_rows
from metrics.selectors.totals import metric_groups
from tests.factories import AccountFactory, DealFactory
from tests.metrics.factories import (
    ContractFactory,
    LostDealFactory,
    RateFactory,
    SpendFactory,
    WonDealFactory,
    place,
    tiers,
)
from tests.metrics.selectors.test_totals import ask

pytestmark = pytest.mark.usefixtures("as_acme")
QUARTER = Period(date(2025, 12, 1), date(2026, 3, 1))


@pytest.fixture
def world(as_acme: Any) -> None:
    """A little of everything: two tiers, two overlapping segments, three currencies, cost of each kind."""
    made = tiers("top", "wide")
    MetricSettings.objects.create(default_margin_bp=3333)
    RateFactory()
    Target.objects.create(month=date(2026, 1, 1), amount_cents=99_999_999)
    accounts = [
        AccountFactory(industry="finance" if n % 2 else "retail", custom={"Plan": f"p{n % 3}"}) for n in range(7)
    ]
    red, blue = (Segment.objects.create(key=key, name=key) for key in ("red", "blue"))
    for n, account in enumerate(accounts):
        if n < 5:
            place(account, made["top" if n < 2 else "wide"], "2025-11-01", "2026-01-20" if n == 4 else None)
        for segment in (red, blue)[: n % 3]:
            SegmentAccount.objects.create(segment=segment, account=account)
        WonDealFactory(account=account, amount_cents=33_333 * (n + 1), currency=("EUR", "USD", "GBP")[n % 3])
        LostDealFactory(account=account, owner_email=f"rep{n % 2}@acme.test")
        DealFactory(account=account, amount_cents=5_000 + n, currency="EUR", expected_close_on=date(2026, 2, 3))
        SpendFactory(account=account, amount_cents=1_001 + n, currency=("EUR", "USD")[n % 2])
    WonDealFactory(account=accounts[0], created_on=None, amount_cents=None, closed_on=date(2026, 2, 2))
    ContractFactory(account=accounts[1], ends_on=date(2026, 1, 15), mrr_cents=12_345)
    ContractFactory(account=accounts[2], mrr_cents=7_777, starts_on=date(2025, 1, 1), gross_margin_bp=None)
    for day, given in (
        (date(2025, 12, 5), {}),
        (date(2026, 1, 5), {"tier_key": "top"}),
        (date(2026, 1, 6), {"segment_key": "red"}),
        (date(2026, 1, 7), {"campaign": "fair"}),
        (date(2026, 1, 8), {"currency": "CHF"}),
        (date(2026, 1, 9), {"amount_cents": -333}),
    ):
        SpendFactory(spent_on=day, **{"amount_cents": 100_000, **given})


def added_up(rows: list[MetricRow], whole: Sums) -> Sums:
    """What the listed rows add up to; what they don't carry is taken from ``whole``'s counters of the workspace."""
    found: dict[str, Any] = {"churn_recorded": whole.churn_recorded, "quota_n": whole.quota_n}
    names = {field.name for field in fields(Sums)}
    for name in {name for row in rows for name in row.numbers}:
        values = [row.numbers[name] for row in rows if row.numbers.get(name) is not None]
        if name in names:
            found[name] = sum(values)
        if name == "cycle_days":
            found |= {"cycle_n": len(values), "cycle_median": Decimal(str(median(values))) if values else None}
        if name in ("spend_cents", "lagged_cents"):
            found[name.replace("cents", "n")] = len([row for row in rows if name in row.numbers])
        if name == "won_value_cents":
            found["won_median_cents"] = Decimal(str(median(values))) if values else None
    return Sums(**found)


@pytest.mark.parametrize(
    ("by", "cohort"),
    [(by, Cohort.NOW) for by in ("all", "tier", "segment", "industry", "Plan", "owner", "month")]
    + [("tier", Cohort.THEN), ("tier", Cohort.FIRST)],
)
def test_rows_add_up_to_every_metric_of_every_group(world, by, cohort):
    for variants in (Variants(), Variants("historic", "cac_lagged"), Variants("net", "cac")):
        query = ask(by=by, cohort=cohort, variants=variants, period=QUARTER)
        for group in metric_groups(query):
            for metric in group.metrics:
                if metric.reason == "not_meaningful_for_this_grouping":
                    continue
                rows = metric_rows(query, name=metric.name, group=group.key)
                again = compute(
                    metric.name,
                    sums=added_up(rows, group.sums),
                    terms=Terms(days=31 if by == "month" else 90),
                    variants=variants,
                    version="1",
                )
                if metric.name == "won_count" and by == "all":
                    assert rows
                if by == "month" and metric.name == "tier_churn":
                    continue  # months differ in days
                assert (metric.name, group.key, again.value) == (metric.name, group.key, metric.value)
                assert again.numerator == metric.numerator or metric.value is None


@pytest.mark.parametrize("by", ["tier", "segment", "industry", "owner", "Plan"])
def test_the_groups_costs_add_up_to_all_costs(world, by):
    whole = metric_groups(ask("spend", period=QUARTER))[0].sums

    parts = [group.sums for group in metric_groups(ask("spend", by=by, period=QUARTER))]

    assert sum(part.spend_cents for part in parts) == whole.spend_cents


def test_rows_carry_the_names_people_know(world):
    query = ask(period=QUARTER)

    rows = list(labelled(metric_rows(query, name="cac", group="")))

    assert {row.kind for row in rows} == {"spend", "account"}
    assert all(row.label for row in rows)
    assert all(row.account for row in rows if row.kind == "account")


def test_labelling_costs_as_many_queries_for_many_rows(world, django_assert_max_num_queries):
    rows = metric_rows(ask(period=QUARTER), name="win_rate", group="")

    with django_assert_max_num_queries(4):
        assert len(list(labelled(rows))) == 15
