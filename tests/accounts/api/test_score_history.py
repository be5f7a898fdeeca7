from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, FactChange
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.icp_publish import icp_version_publish
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import ACTOR, NOW, SIZE, draft_with, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(as_acme: Any) -> Account:
    """Scored on three days: at first, with more employees, and under another version."""
    profile = profile_with()
    made = new_account(industry="retail", employees=100)
    fit_refresh(keys=[made.pk], now=NOW)
    Account.objects.filter(pk=made.pk).update(employees=500)
    FactChange.objects.create(
        object_kind="account",
        object_id=made.pk,
        field="employees",
        old=100,
        new=500,
        source="crm",
        at=NOW + DAY - timedelta(seconds=1),
    )
    fit_refresh(keys=[made.pk], now=NOW + DAY)
    icp_version_publish(version=draft_with(profile, [SIZE]), note="Size alone", actor=ACTOR, now=NOW + 2 * DAY)
    fit_refresh(keys=[made.pk], now=NOW + 2 * DAY)
    return made


def at(days: float) -> str:
    return (NOW + days * DAY).isoformat().replace("+00:00", "Z")


def test_a_score_is_told_as_of_a_moment(account: Account, api: Any) -> None:
    client = api("accounts:read")

    then = client.get(f"/api/v1/accounts/{account.public_id}/score?at={at(0.5)}").json()
    before = client.get(f"/api/v1/accounts/{account.public_id}/score?at={at(-1)}")

    assert (then["at"], then["version"], then["score_milli"]) == (at(0), 1, 36_000)
    assert [(p["key"], p["points_milli"], p["value"]) for p in then["contributions"] if p["key"] != "gambling"] == [
        ("industry", 36_000, "retail"),
        ("size", 0, 100),
    ]
    assert (before.status_code, before.json()["code"]) == (404, "not_scored")


def test_a_difference_names_causes_that_add_up_to_it(account: Account, api: Any) -> None:
    client = api("accounts:read")

    found = client.get(f"/api/v1/accounts/{account.public_id}/score/diff?from={at(0)}&to={at(3)}").json()

    assert (found["from"]["score_milli"], found["to"]["score_milli"], found["to"]["version"]) == (36_000, 100_000, 2)
    assert found["delta_milli"] == sum(cause["points_milli"] for cause in found["causes"]) == 64_000
    told = {(cause["cause"], cause["key"]): cause for cause in found["causes"]}
    assert {key: cause["points_milli"] for key, cause in told.items()} == {
        ("data", "size"): 40_000,
        ("rule", "size"): 60_000,
        ("rule", "industry"): -36_000,
    }
    assert told["data", "size"]["detail"] == [
        {
            "kind": "fact",
            "at": "2026-05-05T12:29:59+00:00",
            "who": "crm",
            "fact": "employees",
            "old": 100,
            "new": 500,
        }
    ]
    assert told["rule", "industry"]["detail"][0]["note"] == "Size alone"


def test_the_past_is_rated_by_todays_rules_on_request(account: Account, api: Any) -> None:
    client = api("accounts:read")

    found = client.get(f"/api/v1/accounts/{account.public_id}/score/rerated?from={at(0)}&to={at(3)}").json()

    assert (found["profile"], found["version"], found["thinned"]) == ("best", 2, False)
    assert [row["score_milli"] for row in found["results"]] == [0, 100_000]


def test_a_deal_is_compared_and_rated_like_an_account(as_acme: Any, api: Any) -> None:
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    company = new_account(employees=100)
    deal = DealFactory(account=company)
    deal.refresh_from_db()
    deal_scores_refresh(keys=[deal.pk], now=NOW)
    Account.objects.filter(pk=company.pk).update(employees=500)
    deal_scores_refresh(keys=[deal.pk], now=NOW + DAY)
    client = api("deals:read")
    address = f"/api/v1/deals/{deal.public_id}/score"

    diff = client.get(f"{address}/diff?from={at(0)}&to={at(1)}").json()
    rated = client.get(f"{address}/rerated?from={at(0)}&to={at(1)}").json()
    then = client.get(f"{address}?at={at(0)}").json()

    assert [(cause["key"], cause["points_milli"]) for cause in diff["causes"]] == [("size", 100_000)]
    assert (rated["profile"], then["score_milli"]) == ("win", 0)


@pytest.mark.parametrize(
    "query", ["?since=2026-01-01T00:00:00Z", "?from=soon", "?from=2026-05-05T00:00:00Z&to=2026-05-04T00:00:00Z"]
)
def test_a_span_that_is_none_is_refused(account: Account, api: Any, query: str) -> None:
    client = api("accounts:read")

    for what in ("diff", "rerated"):
        assert client.get(f"/api/v1/accounts/{account.public_id}/score/{what}{query}").status_code == 400


def test_without_a_beginning_the_ninety_days_before_the_end_are_told(account: Account, api: Any) -> None:
    client = api("accounts:read")

    found = client.get(f"/api/v1/accounts/{account.public_id}/score/diff?to={at(91)}").json()

    assert (found["from"]["score_milli"], found["delta_milli"]) == (76_000, 24_000)


def test_a_difference_before_any_score_is_not_found(account: Account, api: Any) -> None:
    answer = api("accounts:read").get(f"/api/v1/accounts/{account.public_id}/score/diff?from={at(-9)}&to={at(-8)}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_scored")
