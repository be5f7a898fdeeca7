"""The demo world is the same for the same seed and day, and believable."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from abs_platform.demo.world import world_make
from accounts.domain.facts import record_read
from accounts.domain.icp_starter import INDUSTRY_SHARES

DAY = date(2026, 6, 1)
OWNERS = ["a@demo.test", "b@demo.test"]
WORLD = world_make(accounts=500, seed=1, today=DAY, owners=OWNERS)


def test_the_same_seed_and_day_make_the_same_world():
    again = world_make(accounts=500, seed=1, today=DAY, owners=OWNERS)
    assert (again.accounts, again.contacts, again.deals, again.spend) == (
        WORLD.accounts,
        WORLD.contacts,
        WORLD.deals,
        WORLD.spend,
    )


def test_another_seed_makes_another_world():
    assert world_make(accounts=500, seed=2, today=DAY, owners=OWNERS).accounts != WORLD.accounts


@pytest.mark.parametrize("accounts", [1, 2, 3, 5, 10])
def test_a_world_may_be_as_small_as_one_company(accounts):
    for seed in range(1, 11):
        small = world_make(accounts=accounts, seed=seed, today=DAY, owners=OWNERS)
        assert len(small.accounts) == accounts
        assert len({cost["account_external_id"] for cost in small.spend if cost["category"] == "workshop"}) <= accounts


def test_keys_and_domains_are_given_once():
    for records in (
        WORLD.accounts,
        WORLD.contacts,
        WORLD.deals,
        WORLD.contracts,
        WORLD.signals,
        WORLD.touches,
        WORLD.spend,
    ):
        keys = [record["external_id"] for record in records]
        assert len(keys) == len(set(keys)) > 0
    assert len({account["domain"] for account in WORLD.accounts}) == 500


def test_no_two_people_of_a_company_share_a_name():
    names = [(one["account_external_id"], one["first_name"], one["last_name"]) for one in WORLD.contacts]
    assert len(names) == len(set(names))


def test_some_facts_are_unknown_as_in_any_crm():
    unknown = Counter(
        key for account in WORLD.accounts for key in ("employees", "annual_revenue") if key not in account
    )
    assert 20 <= unknown["employees"] <= 70
    assert 40 <= unknown["annual_revenue"] <= 110


def test_the_starter_icp_knows_every_industry_of_the_demo():
    assert {account["industry"] for account in WORLD.accounts} <= set(INDUSTRY_SHARES)


def test_nothing_lies_in_the_future():
    today = DAY.isoformat()
    assert max(deal["created_on"] for deal in WORLD.deals) <= today
    assert max(deal["closed_on"] for deal in WORLD.deals if "closed_on" in deal) <= today
    assert max(touch["occurred_at"][:10] for touch in WORLD.touches) <= today
    assert max(cost["spent_on"] for cost in WORLD.spend) < today


def test_the_year_since_selling_by_account_wins_more_often_than_the_year_before():
    turn = date(2025, 6, 1).isoformat()
    closed = [deal for deal in WORLD.deals if "closed_on" in deal]

    def win_rate(since: bool) -> float:
        chosen = [deal["status"] for deal in closed if (deal["created_on"] >= turn) is since]
        return chosen.count("won") / len(chosen)

    assert win_rate(True) > win_rate(False)


def test_every_record_is_one_that_rest_would_take():
    from accounts.services.upsert import UPSERTS

    for kind in ("accounts", "contacts", "deals", "contracts", "signals"):
        for record in getattr(WORLD, kind)[:50]:
            _, problems = record_read(UPSERTS[kind].spec.facts, record)
            assert problems == [], (kind, record)
