from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, FactChange
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import CRITERIA, NOW, SIZE, VISITS, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db

TABLE: dict[str, Any] = {
    "key": "grid",
    "label": "Size by country",
    "group": "predictive",
    "fact": "",
    "weight": 10,
    "rule": {
        "kind": "table",
        "axes": [{"fact": "annual_revenue", "edges": [100_000]}, {"fact": "country", "categories": [["DE"]]}],
        "shares": [0, 0, 0, 1000, 400, 200, 100, 100, 100],
    },
}


def scored(**facts: Any) -> Account:
    account: Account = new_account(**facts)
    fit_refresh(keys=[account.pk], now=NOW)
    account.refresh_from_db()
    return account


def test_a_score_comes_with_everything_that_made_it(as_acme: Any, api: Any) -> None:
    profile_with()
    account = scored(industry="Retail", employees=None, source="crm")

    answer = api("accounts:read").get(f"/api/v1/accounts/{account.public_id}/score")

    assert answer.json() == {
        "account_id": str(account.public_id),
        "at": "2026-05-04T12:30:00Z",
        "profile": "best",
        "version": 1,
        "score_milli": 36_000,
        "potential_milli": 76_000,
        "excluded": None,
        "contributions": [
            {
                "key": "industry",
                "label": "Industry",
                "group": "firmographic",
                "points_milli": 36_000,
                "max_milli": 60_000,
                "share": 600,
                "fact": "industry",
                "value": "Retail",
                "unknown": False,
                "source": "crm",
                "fact_at": account.created_at.isoformat().replace("+00:00", "Z"),
            },
            {
                "key": "size",
                "label": "Employees",
                "group": "firmographic",
                "points_milli": 0,
                "max_milli": 40_000,
                "share": 0,
                "fact": "employees",
                "value": None,
                "unknown": True,
                "source": None,
                "fact_at": None,
            },
            {
                "key": "gambling",
                "label": "Gambling",
                "group": "values_match",
                "points_milli": 0,
                "max_milli": 0,
                "share": 0,
                "fact": "industry",
                "value": "Retail",
                "unknown": False,
                "source": "crm",
                "fact_at": account.created_at.isoformat().replace("+00:00", "Z"),
            },
        ],
        "best_next_field": {"fact": "employees", "gain_milli": 40_000},
    }


def test_an_excluded_account_says_why(as_acme: Any, api: Any) -> None:
    profile_with()
    account = scored(industry="gambling")

    found = api().get(f"/api/v1/accounts/{account.public_id}/score").json()

    assert found["excluded"] == {"criterion": "gambling", "reason": "We do not sell to gambling"}
    assert found["contributions"][2]["share"] == 1000


def test_a_later_change_of_a_fact_is_its_source(as_acme: Any, api: Any) -> None:
    profile_with()
    account = scored(employees=500)
    FactChange.objects.create(
        object_kind="account", object_id=account.pk, field="employees", old=5, new=500, source="analyst", at=NOW
    )

    found = api().get(f"/api/v1/accounts/{account.public_id}/score").json()

    assert [part["source"] for part in found["contributions"]] == ["manual", "analyst", "manual"]
    assert found["contributions"][1]["fact_at"] == "2026-05-04T12:30:00Z"


def test_both_facts_of_a_table_are_told_in_their_own_units(as_acme: Any, api: Any) -> None:
    profile_with([SIZE, TABLE])
    account = scored(annual_revenue_cents=150_050, country="DE", employees=500)

    part = api().get(f"/api/v1/accounts/{account.public_id}/score").json()["contributions"][1]

    assert (part["fact"], part["value"], part["share"]) == ("annual_revenue+country", ["1500.5", "DE"], 1000)


def test_another_profile_is_named_by_key_or_id(as_acme: Any, api: Any) -> None:
    profile_with()
    second = profile_with([SIZE], name="Second")
    second.refresh_from_db()
    account = scored(employees=300)
    client = api()

    for name in ("second", str(second.public_id)):
        found = client.get(f"/api/v1/accounts/{account.public_id}/score?profile={name}").json()
        assert (found["profile"], found["score_milli"]) == ("second", 50_000)
    assert client.get(f"/api/v1/accounts/{account.public_id}/score?profile=third").status_code == 404


def test_what_is_not_scored_yet_and_what_is_not_ours_are_not_found(as_acme: Any, api: Any) -> None:
    profile_with()
    mine = new_account()
    mine.refresh_from_db()
    client = api("accounts:read")

    assert client.get(f"/api/v1/accounts/{mine.public_id}/score").json()["code"] == "not_scored"
    for path in ("score", "score/history"):
        foreign = client.get(f"/api/v1/accounts/00000000-0000-4000-8000-000000000000/{path}")
        assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")


def test_history_tells_every_change_newest_first_page_by_page(as_acme: Any, api: Any) -> None:
    profile_with([*CRITERIA, VISITS])
    account = scored(employees=100)
    for hours, employees in ((1, 300), (1, 400), (2, 500)):
        Account.objects.filter(pk=account.pk).update(employees=employees)
        fit_refresh(keys=[account.pk], now=NOW + timedelta(hours=hours))
    client = api("accounts:read")
    address = f"/api/v1/accounts/{account.public_id}/score/history?limit=2"

    first = client.get(address).json()
    second = client.get(f"{address}&after={first['paging']['next']['after']}").json()

    scores = [row["score_milli"] for page in (first, second) for row in page["results"]]
    assert scores == [50_000, 45_000, 40_000, 30_000]
    assert first["results"][0] == {
        "at": "2026-05-04T14:30:00Z",
        "profile": "best",
        "version": 1,
        "cause": "data",
        "score_milli": 50_000,
        "potential_milli": 50_000,
        "excluded": None,
    }
    assert second["paging"] == {"next": None}


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyIyMDI2IiwgMV0=", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgMV0="])
def test_a_cursor_that_is_not_ours_is_refused(as_acme: Any, api: Any, cursor: str) -> None:
    profile_with()
    account = scored()

    answer = api().get(f"/api/v1/accounts/{account.public_id}/score/history?after={cursor}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "bad_cursor")


def test_an_unknown_parameter_is_refused(as_acme: Any, api: Any) -> None:
    profile_with()
    account = scored()

    assert api().get(f"/api/v1/accounts/{account.public_id}/score?fast=1").status_code == 400


def test_a_deal_has_a_win_score_of_the_same_shape(as_acme: Any, api: Any) -> None:
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    deal = DealFactory(account=new_account(employees=300))
    deal.refresh_from_db()
    deal_scores_refresh(keys=[deal.pk], now=NOW)
    client = api("deals:read")
    address = f"/api/v1/deals/{deal.public_id}/score"

    found = client.get(address).json()

    assert (found["deal_id"], found["profile"], found["score_milli"]) == (str(deal.public_id), "win", 50_000)
    assert [(part["key"], part["points_milli"], part["value"]) for part in found["contributions"]] == [
        ("size", 50_000, 300)
    ]
    history = client.get(f"{address}/history").json()["results"]
    assert [(row["profile"], row["cause"], row["score_milli"]) for row in history] == [("win", "data", 50_000)]


def test_profiles_of_the_other_subject_are_not_found(as_acme: Any, api: Any) -> None:
    profile_with()
    profile_with([SIZE], name="Win", subject=Subject.DEAL, publish=False)
    account, deal = scored(), DealFactory()
    deal.refresh_from_db()
    client = api("accounts:read", "deals:read")

    answers = [
        client.get(f"/api/v1/accounts/{account.public_id}/score?profile=win"),
        client.get(f"/api/v1/deals/{deal.public_id}/score?profile=best"),
        client.get(f"/api/v1/deals/{deal.public_id}/score"),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "profile_not_found")] * 3
