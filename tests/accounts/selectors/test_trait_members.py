"""Who is among the best, whatever customers are compared by; those of whom it is unknown are in neither group."""

from __future__ import annotations

import pytest

from accounts.models import AccountMeasure, TeamRating
from accounts.selectors.trait_members import Best, unknown_worths
from accounts.selectors.traits import best_groups
from tests.accounts.icp_examples import NOW
from tests.accounts.selectors.test_traits import customer

pytestmark = pytest.mark.django_db


def test_the_best_by_margin_by_least_support_and_by_staying(as_acme):
    for place in range(10):
        account = customer(
            100 * place if place else None, industry=f"i{place}", churned_on=None if place else "2026-01-01"
        )
        AccountMeasure.objects.create(account=account, key="won_revenue", value=1_000, source="metrics", at=NOW)
        if place > 7:
            TeamRating.objects.create(
                account=account, department="customer_success", score=place % 5, rated_by_email="a@x.test", rated_at=NOW
            )

    by = {measure: best_groups(Best(measure, number=3)) for measure in ("margin", "staying")}
    by["support"] = best_groups(Best("support", number=1))

    assert [(top.customers, rest.customers) for top, rest in by.values()] == [(3, 6), (9, 1), (1, 1)]
    assert [round(group.margin or 0, 3) for group in by["margin"]] == [0.8, 0.35]
    assert [group.churned for group in by["staying"]] == [0, 1]
    assert [group.rating for group in by["support"]] == [4, 3]
    assert [unknown_worths(Best(measure)) for measure in ("ltv", "margin", "staying", "support")] == [1, 1, 0, 8]
