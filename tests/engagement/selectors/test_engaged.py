"""Engaged accounts are ordered, filtered and explained with a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import EngagementScore
from engagement.selectors.engaged import engaged_list, engagement_view, qualified_spells
from engagement.services import starter_engagement_rules_create
from engagement.services.standing import engagement_refresh
from tests.engagement.factories import NOON, TouchContactFactory, TouchFactory
from tests.engagement.services.test_standing import fit_set, meeting, two_people
from tests.factories import AccountFactory, ContactFactory, member
from tiers.models import Tier, TierAssignment
from tiers.services import starter_policy_create

DAY = timedelta(days=1)


@pytest.fixture
def accounts(as_acme: Any) -> list[Any]:
    """One that is qualified and mine, one with a talk a week ago, one with a talk just now, one without anything."""
    starter_policy_create(now=NOON)
    starter_engagement_rules_create(now=NOON)
    mine, older, newer, quiet = (AccountFactory(name=name) for name in ("Mine", "Older", "Newer", "Quiet"))
    mine.owner = member(as_acme, "rep", "rep@vendor.test")
    mine.save()
    fit_set(mine, 50_000)
    meeting(mine, *two_people(mine), days=3)
    TierAssignment.objects.create(account=mine, tier=Tier.objects.get(key="tier-1"), entered_at=NOON, cause="score")
    TouchFactory(account=older, outcome="conversation", occurred_at=NOON - 9 * DAY)
    TouchFactory(account=newer, outcome="attempt")
    engagement_refresh(account_ids=[account.pk for account in (mine, older, newer, quiet)], now=NOON)
    return [mine, older, newer, quiet]


def names(given: dict[str, Any] | None = None, **order: Any) -> list[str]:
    return [row.account.name for row in engaged_list(given=given or {}, **order)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({}, ["Mine", "Older", "Newer"]),
        ({"descending": False}, ["Newer", "Older", "Mine"]),
        ({"sort": "people"}, ["Mine", "Older", "Newer"]),
        ({"sort": "last_event_at"}, ["Newer", "Mine", "Older"]),
    ],
)
def test_the_list_has_an_order(accounts, order, expected):
    assert names(**order) == expected


def test_the_list_is_filtered_by_state_temperature_tier_and_owner(accounts):
    assert names({"state": "qualified"}) == ["Mine"]
    assert names({"state": "not_qualified"}) == ["Older", "Newer"]
    assert names({"temperature": "cold"}) == ["Older"]
    assert names({"tier": "tier-1"}) == ["Mine"]
    assert names({"owner_id": accounts[0].owner_id}) == ["Mine"]


def test_the_list_knows_tier_and_spell(accounts):
    row = engaged_list(given={})[0]

    assert (row.tier_name, row.tier_position, row.qualified_at) == ("Tier 1", 1, NOON)


def test_an_account_without_events_has_no_view(accounts):
    assert engagement_view(account=accounts[3]) is None


def test_people_who_count_nothing_now_are_still_named(accounts):
    older = accounts[1]
    person = ContactFactory(account=older, first_name="Erlich", last_name="Bachman")
    touch = TouchFactory(account=older, outcome="attempt", occurred_at=NOON - 40 * DAY)  # faded away after thirty
    TouchContactFactory(touch=touch, contact=person)

    view = engagement_view(account=older)

    assert view is not None
    assert [(shown.person, shown.line.points_milli) for shown in view.lines] == [("", 9_000), ("Erlich Bachman", 0)]
    assert view.people == []


def test_more_events_cost_no_more_queries(accounts):
    older = accounts[1]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            engagement_view(account=older)
        return len(captured)

    person = ContactFactory(account=older)
    TouchContactFactory(touch=TouchFactory(account=older, outcome="conversation"), contact=person)
    one = queries()
    for _ in range(5):
        person = ContactFactory(account=older)
        TouchContactFactory(touch=TouchFactory(account=older, outcome="conversation"), contact=person)

    assert queries() == one


def test_spells_are_those_open_or_those_since(accounts):
    engagement_refresh(account_ids=[accounts[0].pk], now=NOON + 80 * DAY)
    assert not EngagementScore.objects.get(account=accounts[0]).points_milli > 70_000

    assert list(qualified_spells(state="qualified")) == []
    assert [spell.account.name for spell in qualified_spells()] == ["Mine"]
    assert [spell.account.name for spell in qualified_spells(since=NOON + 80 * DAY)] == ["Mine"]
    assert list(qualified_spells(since=NOON + 81 * DAY)) == []
