"""Interviews, reviews and the traits of the best customers over REST."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import AccountMeasure, IcpAnswer, IcpProfile
from tests.accounts.icp_examples import NOW, profile_with
from tests.factories import AccountFactory
from users.models import AuditEntry

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/icp"


def test_an_answer_is_added_and_listed(as_acme: Any, api: Any) -> None:
    profile_with()
    account = AccountFactory()
    account.refresh_from_db()
    client = api("icp:read", "icp:write")
    body = {
        "question": "why_then",
        "text": "A new CFO",
        "picks": {"signal": ["hiring"]},
        "account_id": str(account.public_id),
    }

    made = client.post(f"{ROOT}/profiles/best/answers", body, content_type="application/json")
    listed = client.get(f"{ROOT}/profiles/best/answers").json()["results"]

    assert made.status_code == 201 and made.json() == listed[0]
    assert (listed[0]["department"], listed[0]["account_id"]) == ("customers", str(account.public_id))
    assert AuditEntry.objects.filter(action="icp_answer.record", actor_kind="api_key").count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"question": "why_then"},
        {"question": "nothing", "text": "x"},
        {"question": "why_then", "text": "x", "picks": {"industry": ["Banking"]}},
        {"question": "why_then", "text": "x", "account_id": "00000000-0000-0000-0000-000000000007"},
        {"question": "why_then", "text": "x", "answered_by": "me"},
    ],
)
def test_an_answer_that_cannot_be_is_refused(as_acme: Any, api: Any, body: dict[str, Any]) -> None:
    profile_with()
    client = api("icp:write")

    answer = client.post(f"{ROOT}/profiles/best/answers", body, content_type="application/json")

    assert answer.status_code in (400, 422) and not IcpAnswer.objects.exists()


def test_a_review_is_recorded_and_listed(as_acme: Any, api: Any) -> None:
    profile_with()
    client = api("icp:read", "icp:write")

    changed = client.patch(f"{ROOT}/profiles/best", {"review_months": 6}, content_type="application/json")
    body = {"note": "Still right", "next_on": "2099-01-01"}
    made = client.post(f"{ROOT}/profiles/best/reviews", body, content_type="application/json")
    listed = client.get(f"{ROOT}/profiles/best/reviews").json()["results"]

    assert changed.json()["review_months"] == 6
    assert made.status_code == 201 and made.json() == listed[0]
    assert (listed[0]["version"], listed[0]["next_on"]) == (1, "2099-01-01")
    found = IcpProfile.objects.get()
    assert (found.review_on, found.review_months) == (date(2099, 1, 1), 6)


def test_traits_of_the_best_come_with_counts(as_acme: Any, api: Any) -> None:
    for place in range(20):
        account = AccountFactory(industry="Banking" if place < 6 else "Retail")
        AccountMeasure.objects.create(account=account, key="ltv", value=1000 - place, source="metrics", at=NOW)
    client = api("icp:read")

    found = client.get(f"{ROOT}/best-customer-traits?number=6").json()["results"]

    banking = next(row for row in found if row["value"] == "Banking")
    assert {name: banking[name] for name in ("best", "best_known", "rest", "rest_known")} == {
        "best": 6, "best_known": 6, "rest": 0, "rest_known": 14,
    }  # fmt: skip
    assert banking["lift"] == pytest.approx(20 / 6) and banking["p"] < 0.001
    assert client.get(f"{ROOT}/best-customer-traits?percent=0").status_code == 400
