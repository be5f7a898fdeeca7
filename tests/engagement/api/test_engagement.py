"""Engagement over REST: an account line by line, who is qualified, and the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from engagement.domain.rules_parse import rules_format
from engagement.domain.rules_starter import STARTER_RULES
from engagement.models import EngagementRuleSet
from engagement.services import starter_engagement_rules_create
from engagement.services.standing import engagement_refresh
from tests.engagement.factories import TouchContactFactory, TouchFactory
from tests.engagement.services.test_standing import fit_set, meeting, two_people
from tests.factories import AccountFactory, ContactFactory

pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture
def now() -> Any:
    return timezone.now()


@pytest.fixture
def rules(as_acme: Any, now: Any) -> None:
    starter_engagement_rules_create(now=now)


@pytest.fixture
def hooli(rules: None, now: Any) -> Any:
    """Qualified since just now."""
    account = AccountFactory(name="Hooli")
    account.refresh_from_db()
    fit_set(account, 50_000)
    held = meeting(account, *two_people(account))
    held.starts_at = now - timedelta(hours=1)
    held.save()
    engagement_refresh(account_ids=[account.pk], now=now)
    return account


def test_an_account_is_explained_line_by_line(api, hooli):
    body = api("engagement:read").get(f"/api/v1/accounts/{hooli.public_id}/engagement").json()

    assert (body["points_milli"], body["people"], body["is_qualified"], body["rules"]) == (180_000, 2, True, 1)
    assert sum(line["points_milli"] for line in body["lines"]) == 180_000
    assert [need["is_met"] for need in body["needs"]] == [True, True, True]
    assert [(spell["entry_cause"], spell["left_at"]) for spell in body["spells"]] == [("depth_and_breadth", None)]


def test_an_account_without_events_is_empty_not_missing(api, rules):
    account = AccountFactory()
    account.refresh_from_db()

    body = api("engagement:read").get(f"/api/v1/accounts/{account.public_id}/engagement").json()

    assert (body["points_milli"], body["temperature"], body["scored_at"], body["lines"]) == (0, None, None, [])


def test_past_spells_come_when_asked_for(api, hooli, now):
    client = api("engagement:read")
    url = "/api/v1/engagement/qualified"
    first = client.get(url).json()
    assert [row["account"] for row in first["results"]] == ["Hooli"]

    engagement_refresh(account_ids=[hooli.pk], now=now + timedelta(days=80))

    assert client.get(url).json()["results"] == []
    (past,) = client.get(url, {"all": "true"}).json()["results"]
    assert (past["left_cause"], past["left_rules"]) == ("points_fell", 1)
    assert client.get(url, {"since": (now + timedelta(days=79)).isoformat()}).json()["results"] == [past]
    assert client.get(url, {"since": (now + timedelta(days=81)).isoformat()}).json()["results"] == []


def test_rules_are_read_tried_and_published(api, hooli):
    client = api("engagement:read", "engagement:write")
    body = client.get("/api/v1/engagement/rules").json()
    assert (body["number"], body["rules"]) == (1, rules_format(STARTER_RULES))
    body["rules"]["qualification"]["points_milli"] = 500_000

    tried = client.post(
        "/api/v1/engagement/rules/trial", {"rules": body["rules"]}, content_type="application/json"
    ).json()
    assert tried == {"looked_at": 1, "qualified_now": 1, "qualified_then": 0, "joining_count": 0, "leaving_count": 1,
                     "joining": [], "leaving": ["Hooli"]}  # fmt: skip
    assert EngagementRuleSet.objects.count() == 1

    sent = {"rules": body["rules"], "number": 1, "note": "Harder"}
    assert client.put("/api/v1/engagement/rules", sent, content_type="application/json").json()["number"] == 2
    stale = client.put(
        "/api/v1/engagement/rules", {**sent, "rules": rules_format(STARTER_RULES)}, content_type="application/json"
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "engagement_rules_changed")


def test_faults_of_rules_are_named(api, rules):
    given = rules_format(STARTER_RULES)
    given["window_days"] = 1

    answer = api("engagement:write").put("/api/v1/engagement/rules", {"rules": given}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "engagement_rules_invalid")
    assert EngagementRuleSet.objects.count() == 1


def test_one_query_more_for_nobody(api, rules, django_assert_max_num_queries, now):
    account = AccountFactory()
    account.refresh_from_db()
    for _ in range(12):
        person = ContactFactory(account=account)
        touch = TouchFactory(account=account, outcome="conversation", occurred_at=now - timedelta(hours=1))
        TouchContactFactory(touch=touch, contact=person)
    engagement_refresh(account_ids=[account.pk], now=now)
    client = api("engagement:read")

    with django_assert_max_num_queries(30):
        client.get(f"/api/v1/accounts/{account.public_id}/engagement")
