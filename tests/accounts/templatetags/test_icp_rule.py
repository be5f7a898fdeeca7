from __future__ import annotations

import pytest

from accounts.domain.icp_rules import (
    Axis,
    Criterion,
    Flag,
    Has,
    KnockOut,
    OneOf,
    Range,
    Recency,
    Rule,
    Table,
    half_life_table,
)
from accounts.templatetags.icp_rule import rule_table


@pytest.mark.parametrize(
    ("rule", "fact", "rows"),
    [
        (
            OneOf((("DE", 1000), ("AT", 900), ("CH", 900), ("PL", 100)), 50),
            "country",
            [("Germany", "100%"), ("Austria, Switzerland", "90%"), ("Poland", "10%"), ("others", "5%")],
        ),
        (Range(((10**8, 0), (10**10, 1000))), "annual_revenue", [("€1M", "0%"), ("€100M", "100%")]),
        (Has("any", ("SAP",), 1000, 100), "technologies", [("any of: SAP", "100%"), ("others", "10%")]),
        (
            Recency("linear", 30),
            "signal.visit",
            [("0 days ago", "100%"), ("7 days ago", "76.7%"), ("14 days ago", "53.4%"), ("never", "0%")],
        ),
        (
            Recency("half_life", 7, half_life_table(7)),
            "signal.visit",
            [
                ("0 days ago", "100%"),
                ("7 days ago", "50%"),
                ("14 days ago", "25%"),
                ("30 days ago", "5.1%"),
                ("60 days ago", "0.3%"),
                ("never", "0%"),
            ],
        ),
        (Flag(1000, 0), "custom.Partner", [("yes", "100%"), ("no", "0%")]),
    ],
)
def test_a_rule_is_told_value_by_value(rule: Rule, fact: str, rows: list[tuple[str, str]]) -> None:
    told = rule_table(Criterion("k", "K", "value", 1, rule, fact), "EUR")

    assert told is not None
    assert [(name, share) for name, (share,) in told.rows] == rows


def test_a_table_of_two_facts_is_told_cell_by_cell() -> None:
    axes = (Axis("employees", (50, 500)), Axis("signal.hiring", (30,)))
    rule = Table(axes, (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 1000))

    told = rule_table(Criterion("k", "K", "value", 1, rule, ""), "EUR")

    assert told is not None
    assert told.corner == "Employees × Newest signal: hiring"
    assert told.head == ("below 30", "30 and more", "never")
    assert told.rows == (
        ("below 50", ("0%", "1%", "2%")),
        ("50 – 500", ("3%", "4%", "5%")),
        ("500 and more", ("6%", "7%", "8%")),
        ("unknown", ("9%", "10%", "100%")),
    )


def test_a_knock_out_has_no_table() -> None:
    assert rule_table(Criterion("k", "K", "value", 0, KnockOut("is_true"), "custom.Bad"), "EUR") is None
