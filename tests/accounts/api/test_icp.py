from __future__ import annotations

from typing import Any

import pytest

from accounts.models import IcpVersion
from accounts.services.scoring import fit_refresh
from outbox.models import Job
from tests.accounts.icp_examples import CRITERIA, INDUSTRY, NOW, SIZE, draft_with, new_account, profile_with
from tests.tiers.factories import policy

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/icp/profiles"


def send(client: Any, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def test_a_profile_is_made_drafted_previewed_published_and_brought_back(as_acme: Any, api: Any) -> None:
    account = new_account(industry="retail", employees=500)
    client = api("icp:read", "icp:write")

    made = send(client, "post", ROOT, {"name": "Best"})
    assert (made.status_code, made.json()["key"], made.json()["is_primary"]) == (201, "best", True)
    put = send(client, "put", f"{ROOT}/best/versions/1", {"criteria": CRITERIA})
    assert put.status_code == 200
    assert put.json()["criteria"] == CRITERIA
    published = send(client, "post", f"{ROOT}/best/versions/1/publish", {"note": "first"})
    assert published.status_code == 202
    assert published.json()["version"]["status"] == "published"
    assert str(Job.objects.get(public_id=published.json()["job_id"]).kind) == "accounts.rescore"
    fit_refresh(keys=[account.pk], now=NOW)

    draft = send(client, "post", f"{ROOT}/best/versions", {"criteria": [{**INDUSTRY, "weight": 80}, SIZE]})
    assert (draft.status_code, draft.json()["number"]) == (201, 2)
    preview = client.get(f"{ROOT}/best/versions/2/preview").json()
    account.refresh_from_db()
    assert preview["movers"] == [
        {
            "account_id": str(account.public_id),
            "name": account.name,
            "old_milli": 76_000,
            "new_milli": 68_000,
            "excluded": False,
            "reason": "Employees",
            "reason_milli": -20_000,
        }
    ]
    assert (preview["accounts"], preview["sampled"], preview["falling"], preview["lines"]) == (1, False, 1, [])

    assert send(client, "post", f"{ROOT}/best/versions/2/publish", {}).status_code == 202
    back = send(client, "post", f"{ROOT}/best/versions/1/rollback", {})
    assert (back.status_code, back.json()["version"]["number"], back.json()["version"]["republishes"]) == (202, 3, 1)
    assert client.get(f"{ROOT}/best/versions/3").json()["criteria"] == CRITERIA
    assert Job.objects.filter(public_id=back.json()["job_id"], kind="accounts.rescore").exists()


def test_a_preview_names_who_would_cross_the_lines_of_the_tiers(as_acme: Any, api: Any) -> None:
    profile = profile_with([INDUSTRY])
    rising, falling = new_account(industry="retail", employees=500), new_account(industry="software", employees=100)
    fit_refresh(keys=[rising.pk, falling.pk], now=NOW)
    policy({"promote_milli": 90_000, "stay_milli": 80_000})
    draft_with(profile, [SIZE])
    for account in (rising, falling):
        account.refresh_from_db()

    lines = api("icp:read").get(f"{ROOT}/best/versions/2/preview").json()["lines"]

    assert lines == [
        {
            "name": "Tier 1",
            "enter_milli": 90_000,
            "stay_milli": 80_000,
            "reaching": 1,
            "falling_under": 1,
            "reaching_first": [{"account_id": str(rising.public_id), "name": rising.name}],
            "falling_under_first": [{"account_id": str(falling.public_id), "name": falling.name}],
        }
    ]


def test_lists_and_settings(as_acme: Any, api: Any) -> None:
    profile = profile_with()
    profile.refresh_from_db()
    client = api()

    changed = send(client, "patch", f"{ROOT}/{profile.public_id}", {"review_on": "2026-12-01"})

    assert (changed.json()["name"], changed.json()["review_on"]) == ("Best", "2026-12-01")
    assert [row["key"] for row in client.get(ROOT).json()["results"]] == ["best"]
    assert client.get(f"{ROOT}/best").json()["id"] == str(profile.public_id)
    assert [row["number"] for row in client.get(f"{ROOT}/best/versions").json()["results"]] == [1]


def test_a_faulty_criterion_is_named_by_its_pointer(as_acme: Any, api: Any) -> None:
    draft_with(profile_with(), [SIZE])
    faulty = [{**SIZE, "rule": {"kind": "range", "points": [[10, 0], [5, 1000]]}}]

    answer = send(api(), "put", f"{ROOT}/best/versions/2", {"criteria": faulty})

    assert (answer.status_code, answer.json()["code"]) == (400, "icp_invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/criteria/0/rule/points/1"]


def test_a_published_version_cannot_be_replaced_discarded_or_published_again(as_acme: Any, api: Any) -> None:
    profile_with()
    client = api()

    answers = [
        send(client, "put", f"{ROOT}/best/versions/1", {"criteria": [SIZE]}),
        send(client, "delete", f"{ROOT}/best/versions/1"),
        send(client, "post", f"{ROOT}/best/versions/1/publish", {}),
        send(client, "post", f"{ROOT}/best/versions/1/rollback", {}),
    ]

    assert [answer.status_code for answer in answers] == [409] * 4


def test_a_draft_is_thrown_away(as_acme: Any, api: Any) -> None:
    draft_with(profile_with(), [SIZE])

    assert send(api(), "delete", f"{ROOT}/best/versions/2").status_code == 204
    assert IcpVersion.objects.count() == 1


def test_a_version_without_weight_is_not_published(as_acme: Any, api: Any) -> None:
    draft_with(profile_with(), [])

    answer = send(api(), "post", f"{ROOT}/best/versions/2/publish", {})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/criteria")


@pytest.mark.parametrize(("scope", "status"), [("icp:read", 403), ("accounts:write", 403), ("icp:write", 201)])
def test_writing_needs_its_scope(as_acme: Any, api: Any, scope: str, status: int) -> None:
    assert send(api(scope), "post", ROOT, {"name": "Best"}).status_code == status


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x", "nonsense": 1}, {}, []])
def test_a_bad_body_is_refused(as_acme: Any, api: Any, body: Any) -> None:
    assert send(api(), "post", ROOT, body).status_code == 400


def test_a_profile_keeps_the_subject_it_was_made_with(as_acme: Any, api: Any) -> None:
    client = api("icp:read", "icp:write")

    made = send(client, "post", ROOT, {"name": "Win", "subject": "deal"})
    changed = send(client, "patch", f"{ROOT}/win", {"subject": "account"})

    assert (made.json()["subject"], made.json()["is_primary"]) == ("deal", True)
    assert changed.status_code == 400


def test_another_profile_of_deals_is_made_the_one_that_counts(as_acme: Any, api: Any) -> None:
    client = api("icp:read", "icp:write")
    for name in ("Win", "Upsell"):
        send(client, "post", ROOT, {"name": name, "subject": "deal"})

    primary = send(client, "patch", f"{ROOT}/upsell", {"is_primary": True})

    assert primary.json()["is_primary"]
    assert {row["key"]: row["is_primary"] for row in client.get(ROOT).json()["results"]} == {
        "upsell": True,
        "win": False,
    }


def test_criteria_over_facts_of_a_deal_are_refused_in_a_profile_of_accounts(as_acme: Any, api: Any) -> None:
    client = api("icp:read", "icp:write")
    send(client, "post", ROOT, {"name": "Best"})

    answer = send(client, "put", f"{ROOT}/best/versions/1", {"criteria": [{**SIZE, "fact": "deal.amount"}]})

    assert answer.status_code == 400
    assert "criteria/0/fact" in answer.content.decode()
