"""Traits are counted among the best and the rest by one statement; unknown facts are in neither count."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.traits import Counted
from accounts.models import AccountMeasure, TeamRating
from accounts.selectors.trait_members import Best
from accounts.selectors.traits import GroupFacts, best_groups, traits_of_best, traits_of_customers
from tests.accounts.icp_examples import NOW
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def customer(value: int | None, key: str = "ltv", **facts: Any) -> Any:
    account = AccountFactory(lifecycle="customer", **facts)
    AccountMeasure.objects.create(account=account, key=key, value=value, source="metrics", at=NOW)
    return account


def found(rows: list[Counted]) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    return {(row.fact, row.value): (row.best, row.best_known, row.rest, row.rest_known) for row in rows}


def test_the_best_are_so_many_of_a_hundred_by_ltv(as_acme):
    for place in range(8):
        customer(1000 - place, industry="Software" if place < 6 else None)
    customer(None, industry="Software")

    rows = found(traits_of_best(Best()))

    assert rows[("industry", "Software")] == (2, 2, 4, 4)  # the one of unknown worth is in neither group


def test_or_so_many(as_acme):
    for place in range(8):
        customer(1000 - place)

    assert found(traits_of_best(Best(number=5)))[("industry", "software")] == (5, 5, 3, 3)


def test_numbers_fall_in_bands_lists_are_unfolded_and_own_fields_are_read(as_acme):
    for place in range(8):
        customer(
            1000 - place,
            employees=51 if place < 5 else 10,
            technologies=["Kafka", "Oracle"] if place < 5 else ([] if place < 7 else None),
            custom={"Plan": "Gold", "Has SDRs": place < 5, "Tags": ["x", "x", "y"] if place < 5 else []},
        )

    rows = found(traits_of_best(Best(number=4)))

    assert rows[("employees", "2")] == (4, 4, 1, 4)
    assert rows[("technologies", "Kafka")] == (4, 4, 1, 3)
    assert rows[("custom.Plan", "Gold")] == (4, 4, 4, 4)
    assert rows[("custom.Has SDRs", "true")] == (4, 4, 1, 4)
    assert rows[("custom.Tags", "x")] == (4, 4, 1, 4)
    assert {one.fact for one in traits_of_best(Best(number=4)) if one.is_list} == {"technologies", "custom.Tags"}


def test_a_trait_of_few_is_left_out(as_acme):
    for place in range(8):
        customer(place, country="DE" if place < 4 else "FR", industry=None)

    assert found(traits_of_best(Best())) == {}


def test_customers_are_held_against_all_other_accounts(as_acme):
    for _ in range(3):
        customer(5, industry="Retail")
    customer(5, key="won_revenue", industry="Retail")
    for _ in range(4):
        AccountFactory(industry="Retail")
    AccountFactory(industry=None)

    assert found(traits_of_customers()) == {("industry", "Retail"): (4, 4, 4, 4)}


def test_groups_are_told_in_numbers_and_what_is_unknown_stays_unknown(as_acme):
    best = customer(6_000)
    AccountMeasure.objects.create(account=best, key="won_revenue", value=10_000, source="metrics", at=NOW)
    TeamRating.objects.create(
        account=best, department="customer_success", score=4, rated_by_email="a@x.test", rated_at=NOW
    )
    TeamRating.objects.create(
        account=best, department="customer_success", score=5, rated_by_email="b@x.test", rated_at=NOW
    )
    for value in (30, 20, 10):
        customer(value, churned_on="2026-01-01" if value == 10 else None)

    top, rest = best_groups(Best())

    assert (top.customers, top.median_ltv_cents, top.margin, top.rating, top.churn) == (1, 6_000, 0.6, 4.5, 0)
    assert (rest.customers, rest.median_ltv_cents, rest.margin, rest.rating, rest.churned) == (3, 20, None, None, 1)
    assert (rest.margin_known, rest.rating_known) == (0, 0)


def test_without_customers_there_is_nothing_to_tell(as_acme):
    assert best_groups(Best()) == (GroupFacts(), GroupFacts())
    assert GroupFacts().churn is None and GroupFacts().margin is None


@pytest.mark.parametrize("many", [10, 40])
def test_the_number_of_queries_does_not_grow_with_the_accounts(as_acme, django_assert_num_queries, many):
    for place in range(many):
        customer(place)

    with django_assert_num_queries(3):
        traits_of_best(Best())
        traits_of_customers()
        best_groups(Best())


def test_of_many_customers_an_even_sample_is_compared_though_all_are_ranked(as_acme, monkeypatch):
    monkeypatch.setattr("accounts.selectors.traits.MOST_ACCOUNTS", 12)
    for place in range(40):
        customer(1000 - place)

    best, rest = best_groups(Best(percent=50))

    assert best.customers + rest.customers == 12
    assert all(group.customers > 0 for group in (best, rest))
    assert sum(found(traits_of_customers())[("industry", "software")][1::2]) == 12
