from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from accounts.domain.icp_facts import FactKind, FactRead
from accounts.domain.icp_rules import Axis, Criterion, Flag, Has, KnockOut, OneOf, Range, Recency, Rule, Table
from accounts.selectors.score_explain import score_explain
from accounts.services.scoring import fit_refresh
from accounts.templatetags.icp import fact_label, rule_text, signed_score, value_text
from tests.accounts.icp_examples import CRITERIA, NOW, new_account, profile_with


@pytest.mark.parametrize(
    ("rule", "fact", "text"),
    [
        (
            OneOf((("a", 1000), ("b", 1000), ("c", 500), ("d", 250), ("e", 100)), 0),
            "industry",
            "a, b → 100% · c → 50% · 2 more → 25% to 10% · others → 0%",
        ),
        (
            OneOf((("DE", 1000), ("AT", 900), ("CH", 800), ("PL", 800)), 0),
            "country",
            "Germany → 100% · Austria → 90% · 2 more → 80% · others → 0%",
        ),
        (Range(((10**8, 0), (10**10, 1000))), "annual_revenue", "€1M → 0% · €100M → 100%"),
        (Range(((-500, 0), (2500, 333))), "growth_pct", "-5.0% → 0% · 25.0% → 33.3%"),
        (Has("all", ("SAP", "AWS"), 1000, 100), "technologies", "all of: SAP, AWS → 100%, else 10%"),
        (Recency("linear", 90), "signal.visit", "fades evenly over 90 days"),
        (Recency("half_life", 30), "signal.visit", "halves every 30 days"),
        (Flag(1000, 0), "custom.Partner", "yes → 100% · no → 0%"),
        (Table((Axis("employees", (5,)),), (1, 2, 3)), "", "table of 3 cells"),
        (KnockOut("below", bound=10), "employees", "excluded below 10"),
        (KnockOut("in", ("x", "y")), "industry", "excluded if it is x, y"),
        (KnockOut("in", ("CN",)), "country", "excluded if it is China"),
    ],
)
def test_a_rule_is_told_in_one_line(rule: Rule, fact: str, text: str) -> None:
    assert rule_text(Criterion("k", "K", "value", 1, rule, fact), "EUR") == text


@pytest.mark.parametrize(
    ("read", "value", "text"),
    [
        (FactRead("employees", FactKind.INT), 12_500, "12,500"),
        (FactRead("country", FactKind.TEXT), "CN", "China"),
        (FactRead("founded_year", FactKind.INT), 1996, "1996"),
        (FactRead("rating.sales", FactKind.INT), 4_333, "4.3 of 5"),
        (FactRead("custom.Plan", FactKind.INT), 1_500, "1.5"),
        (FactRead("signal.visit", FactKind.DAYS), None, "never"),
        (FactRead("signal.visit", FactKind.DAYS), 1, "1 day ago"),
        (FactRead("deal.age_days", FactKind.INT), 85, "85 days"),
        (FactRead("technologies", FactKind.SET), (), "none"),
        (FactRead("custom.Partner", FactKind.BOOL), False, "no"),
    ],
)
def test_a_fact_is_written_in_the_unit_people_read(read: FactRead, value: Any, text: str) -> None:
    assert value_text(read, value, "EUR") == text


def test_a_value_of_a_list_is_named_with_its_list() -> None:
    assert fact_label("technologies: Node.js") == "Technologies: Node.js"


def test_facts_have_names() -> None:
    keys = ("employees", "custom.Plan", "signal.product_launch", "rating.customer_success", "measure.expected_ltv")

    assert [fact_label(key) for key in keys] == [
        "Employees",
        "Plan",
        "Newest signal: product launch",
        "Rating by Customer Success",
        "Expected lifetime value",
    ]


def test_a_difference_shows_its_sign() -> None:
    assert [signed_score(milli) for milli in (1_500, -2_000, 0)] == ["+1.5", "−2.0", "±0.0"]


@pytest.mark.django_db
def test_the_account_page_says_the_score_its_reach_and_what_to_fill_in(as_acme: Any) -> None:
    profile_with(CRITERIA)
    account = new_account(industry="Retail", employees=None)
    fit_refresh(keys=[account.pk], now=NOW)

    page = render_to_string("icp/explanation.html", {"explanation": score_explain(account.pk, NOW), "tenant": as_acme})

    text = " ".join(page.replace("<bdi>", "").replace("</bdi>", "").split())
    assert '<span class="tile-value">36.0</span><span>, could be 76.0: Employees unknown (worth up to 40.0)' in text
    assert "36.000" in text and "60% of 60.000" in text


@pytest.mark.django_db
def test_an_account_without_a_score_says_so(as_acme: Any) -> None:
    assert "Not scored yet" in render_to_string("icp/explanation.html", {"explanation": None, "tenant": as_acme})
