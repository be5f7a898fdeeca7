"""The numbers of a real CRM export's shape, which anybody can count again."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.services.upsert import records_upsert
from metrics.domain.catalogue import NAMES
from metrics.domain.query import Cohort, Grouping, MetricQuery
from metrics.selectors.rows import metric_rows, rows_total
from metrics.selectors.totals import metric_groups

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven_crm"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STATUS = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}

pytestmark = [
    pytest.mark.usefixtures("as_acme"),
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the data set is not here: {FOLDER}"),
]


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def loaded(as_acme: Any) -> None:
    companies = [
        {"external_id": row["account"], "name": row["account"], "industry": row["sector"]}
        for row in rows_of("accounts.csv")
    ]
    deals = [
        {
            "external_id": row["opportunity_id"],
            "name": row["product"],
            "account_external_id": row["account"] or None,
            "status": STATUS[row["deal_stage"]],
            "stage": row["deal_stage"],
            "created_on": row["engage_date"] or None,
            "closed_on": row["close_date"] or None,
            "amount": row["close_value"] or None,
            "owner_email": row["sales_agent"],
        }
        for row in rows_of("sales_pipeline.csv")
    ]
    for kind, records in (("accounts", companies), ("deals", deals)):
        for start in range(0, len(records), 1_000):
            results = records_upsert(kind, records=records[start : start + 1_000], source="maven", now=NOW)
            assert {result.status for result in results} == {"created"}


def ask(*names: str, by: str = "all") -> MetricQuery:
    return MetricQuery(
        names=names or NAMES,
        today=NOW.date(),
        currency="USD",
        timezone="UTC",
        grouping=Grouping.parse(by),
        cohort=Cohort.NOW,
    )


def test_the_export_gives_the_numbers_everybody_can_count(loaded):
    (whole,) = metric_groups(ask())
    found = {metric.name: metric for metric in whole.metrics}

    assert {
        name: found[name].value for name in ("won_count", "lost_count", "open_count", "won_value", "ads", "win_rate")
    } == {
        "won_count": 4238,
        "lost_count": 2473,
        "open_count": 2089,
        "won_value": Decimal("10005534.00"),
        "ads": Decimal("2360.91"),
        "win_rate": Decimal("0.6315"),
    }
    assert (found["cycle_days"].value, found["cycle_days"].n, found["velocity_per_day"].reason) == (57, 4238, None)
    reasons = {name: found[name].reason for name in ("cac", "ltv_margin", "ltv_historic", "ltv_cac")}
    assert reasons == {
        "cac": "no_spend_recorded",
        "ltv_margin": "no_margin",
        "ltv_historic": "no_margin",
        "ltv_cac": "no_spend_recorded",
    }


def test_sectors_months_and_rows_each_add_up_to_the_whole(loaded):
    rates = {group.key: group.metrics[0] for group in metric_groups(ask("win_rate", by="industry"))}
    ordered = sorted((metric.exact, key) for key, metric in rates.items() if key)
    assert [(key, str(rates[key].value), rates[key].n) for key in (ordered[0][1], ordered[-1][1])] == [
        ("finance", "0.6117", 613),
        ("marketing", "0.6485", 623),
    ]
    assert sum(metric.n for metric in rates.values()) == 6711

    months = {group.key: group.sums.won for group in metric_groups(ask("won_count", by="month"))}
    assert {key: won for key, won in months.items() if won} == {
        "2017-03": 531,
        "2017-04": 285,
        "2017-05": 438,
        "2017-06": 531,
        "2017-07": 308,
        "2017-08": 446,
        "2017-09": 503,
        "2017-10": 279,
        "2017-11": 406,
        "2017-12": 511,
    }
    assert sum(months.values()) == 4238
    assert (min(months), max(months), len(months)) == ("2016-11", "2026-10", 120)  # the last ten years

    rows = metric_rows(ask("won_value"), name="won_value", group="")
    assert (len(rows), rows_total(rows, "won_value_cents")) == (4238, 1_000_553_400)
