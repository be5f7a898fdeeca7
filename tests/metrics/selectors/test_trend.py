"""A trend is the last two years of a metric's snapshots: the workspace's line first, then the tiers from the top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from metrics.domain.period import month_add
from metrics.models import MetricSnapshot
from metrics.selectors.trend import trend
from tests.metrics.factories import tiers
from tests.metrics.selectors.asking import day


def snapshot(month: date, value: str | None, *, tier: str = "", name: str = "ads") -> None:
    MetricSnapshot.objects.create(
        name=name,
        month=month,
        group_by="tier" if tier else "all",
        group_key=tier,
        value=None if value is None else Decimal(value),
        n=1,
        unit="money",
        formula_version="1",
    )


def test_lines_stand_in_the_order_of_the_tiers_with_a_gap_where_nothing_is_known(as_acme):
    tiers("top", "wide", "idle")
    snapshot(day(1, 1), "100.5")
    snapshot(day(2, 1), "200")
    snapshot(day(2, 1), "300", tier="wide")
    snapshot(day(1, 1), None, tier="top")
    snapshot(day(2, 1), "400", tier="top")
    snapshot(day(1, 1), None, tier="idle")
    snapshot(day(1, 1), "9", tier="dissolved")
    snapshot(day(3, 1), "9", name="win_rate")

    found = trend(name="ads")

    assert found.months == ["2026-01", "2026-02"]
    assert [(line.label, line.numbers) for line in found.lines] == [
        ("", [100.5, 200.0]),
        ("Top", [None, 400.0]),
        ("Wide", [None, 300.0]),
    ]
    assert found.rows == [
        ("2026-01", [Decimal("100.5"), None, None]),
        ("2026-02", [Decimal(200), Decimal(400), Decimal(300)]),
    ]


def test_only_the_last_two_years_are_read(as_acme):
    for back in range(30):
        snapshot(month_add(day(6, 1), -back), str(back))

    found = trend(name="ads")

    assert (len(found.months), found.months[0], found.months[-1]) == (24, "2024-07", "2026-06")
    assert found.lines[0].values[0] == 23


def test_without_snapshots_there_is_no_line(as_acme):
    assert (trend(name="ads").months, trend(name="ads").lines) == ([], [])
