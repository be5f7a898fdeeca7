from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.domain.icp_facts import FactKind, FactRead
from accounts.models import IcpVersion
from accounts.selectors.score_news import News
from accounts.templatetags.score_history import CAUSES, cause_badge, news_text, signed_milli, who_text

AT = datetime(2026, 5, 4, tzinfo=UTC)
ARROW = '<span class="arrow">→</span>'


def news(kind: str, key: str, fact_kind: FactKind, old: Any, new: Any) -> News:
    return News(kind, AT, "crm", FactRead(key, fact_kind), old, new)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (news("fact", "employees", FactKind.INT, None, 1200), "Employees: <bdi>unknown</bdi> → <bdi>1,200</bdi>"),
        (news("fact", "growth_pct", FactKind.INT, 0, 1250), "Growth: <bdi>0.0%</bdi> → <bdi>12.5%</bdi>"),
        (news("fact", "custom.Plan", FactKind.INT, 1, "<b>"), "Plan: <bdi>1</bdi> → <bdi>&lt;b&gt;</bdi>"),
        (news("fact", "technologies", FactKind.SET, [], ["SAP"]), "Technologies: <bdi>none</bdi> → <bdi>SAP</bdi>"),
        (
            news("fact", "deal.age_days", FactKind.INT, None, "2026-05-01"),
            "Age of the deal: <bdi>unknown</bdi> → <bdi>2026-05-01</bdi>",
        ),
        (news("signal", "signal.visit", FactKind.DAYS, None, None), "Signal: visit"),
        (news("rating", "rating.sales", FactKind.INT, None, 4000), "Rating by Sales: <bdi>4 of 5</bdi>"),
    ],
)
def test_what_happened_is_told_in_one_line(told: News, text: str) -> None:
    assert news_text(told, "EUR").replace(ARROW, "→") == text


def test_a_published_version_is_told_with_its_note() -> None:
    version = IcpVersion(number=3, note="Size & more")

    text = news_text(News("version", AT, "Ann", None, None, version), "EUR")

    assert text == "Version 3 published: <bdi>Size &amp; more</bdi>"


def test_every_cause_has_a_name_and_sources_are_spoken() -> None:
    assert all("tag" in cause_badge(cause) or "badge" in cause_badge(cause) for cause in CAUSES)
    assert who_text(news("fact", "employees", FactKind.INT, 1, 2)) == "crm"
    assert who_text(News("fact", AT, "manual")) == "by hand"


def test_differences_carry_their_sign() -> None:
    assert [signed_milli(milli) for milli in (16_706, -9_000, 0)] == ["+16.706", "−9.000", "0.000"]
