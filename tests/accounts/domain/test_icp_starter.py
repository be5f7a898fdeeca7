from __future__ import annotations

import pytest

from accounts.domain.icp import problems_before_publish
from accounts.domain.icp_facts import FactKind, FactRead, FactValue
from accounts.domain.icp_parse import version_parse
from accounts.domain.icp_starter import starter_criteria
from accounts.domain.scoring import score

INDUSTRY, COUNTRY = FactRead("industry", FactKind.TEXT), FactRead("country", FactKind.TEXT)
EMPLOYEES, REVENUE = FactRead("employees", FactKind.INT), FactRead("annual_revenue", FactKind.INT)


def test_the_starter_reads_industry_employees_revenue_and_country_and_can_be_published() -> None:
    spec = version_parse(starter_criteria())

    assert [read.key for read in spec.reads] == ["industry", "employees", "annual_revenue", "country"]
    assert spec.total_weight == 100
    assert problems_before_publish(spec) == []


@pytest.mark.parametrize(
    ("industry", "employees", "revenue", "country", "expected"),
    [
        ("Software", 5000, 10**12, "US", 100_000),
        ("technology", 2822, 110_004_000_000, "US", 90_970),
        ("retail", 50, 10**9, "KE", 40_500),
        ("mining", 5, 10**7, "KE", 19_250),
    ],
)
def test_the_starter_tells_large_software_firms_from_small_mines(
    industry: str, employees: int, revenue: int, country: str, expected: int
) -> None:
    spec = version_parse(starter_criteria())
    facts: dict[FactRead, FactValue] = {
        INDUSTRY: industry,
        EMPLOYEES: employees,
        REVENUE: revenue,
        COUNTRY: country,
    }

    assert score(spec, facts).score_milli == expected
