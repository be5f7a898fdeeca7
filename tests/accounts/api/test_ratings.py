"""Ratings over REST."""

from __future__ import annotations

import json

import pytest

from accounts.models import FactChange, TeamRating
from accounts.selectors.ratings import opinions_over_time
from accounts.services.ratings import rating_set
from outbox.models import Message
from tests.accounts.services.test_ratings import ANN, NOON
from tests.factories import AccountFactory
from users.models import AuditEntry


@pytest.fixture
def account(as_acme):
    return AccountFactory(source="api", external_id="bolt")


def send(client, method, path, body):
    return client.generic(method, f"/api/v1/ratings{path}", json.dumps(body), "application/json")


def body(**fields):
    return {"account_external_id": "bolt", "department": "sales", "score": 4, **fields}


def test_a_rating_is_created_read_changed_and_deleted(account, api):
    client = api()
    made = send(client, "POST", "", body(external_id="r1", note="easy", rated_by_email="Ann@acme.test"))
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/ratings/{made.json()['id']}")
    shown = client.get(made["Location"]).json()
    assert {name: shown[name] for name in ("source", "external_id", "account_external_id", "score", "note")} == {
        "source": "api", "external_id": "r1", "account_external_id": "bolt", "score": 4, "note": "easy",
    }  # fmt: skip
    assert (shown["rated_by_email"], shown["version"], shown["rated_at"] is None) == ("ann@acme.test", 1, False)

    changed = send(client, "PATCH", f"/{shown['id']}", {"score": 5}).json()
    assert (changed["score"], changed["note"], changed["version"]) == (5, "easy", 2)
    assert client.delete(made["Location"]).status_code == 204
    assert not TeamRating.objects.exists()


def test_a_department_is_replaced_without_a_key(account, api):
    for score, status in ((1, "created"), (2, "updated"), (2, "unchanged")):
        answer = send(api(), "POST", "/batch/upsert", {"inputs": [body(score=score)]}).json()
        assert answer["results"][0]["status"] == status
    stored = TeamRating.objects.get()
    assert (stored.score, stored.rated_by_email, stored.version) == (2, "", 2)
    assert Message.objects.filter(consumer="accounts.account_refresh", key=account.pk).count() == 1
    assert AuditEntry.objects.filter(action="ratings.upsert").count() == 2
    kept = FactChange.objects.values_list("object_kind", "object_id", "field", "old", "new", "source")
    assert list(kept) == [("rating", stored.pk, "score", 1, 2, "api")]
    assert {one.score for one in opinions_over_time(account.pk)} == {1, 2}


def test_a_record_takes_the_place_of_what_the_person_said_on_the_page(account, api):
    rating_set(account=account, department="sales", score=1, actor=ANN, now=NOON)

    said = body(external_id="r9", rated_by_email="ann@acme.test")
    assert send(api(), "POST", "", said).status_code == 409
    assert send(api(), "PUT", "/by-external-id/api/r9", said).status_code == 201

    stored = TeamRating.objects.get()
    assert (stored.score, stored.source, stored.external_id) == (4, "api", "r9")


def test_of_two_opinions_of_one_person_in_a_batch_the_last_counts(account, api):
    inputs = [body(score=1, external_id="a"), body(score=3, external_id="b"), body(department="finance")]
    results = send(api(), "POST", "/batch/upsert", {"inputs": inputs}).json()["results"]
    assert [result["status"] for result in results] == ["unchanged", "created", "created"]
    assert results[0]["errors"][0]["code"] == "duplicate_in_batch"
    assert dict(TeamRating.objects.values_list("department", "score")) == {"sales": 3, "finance": 4}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"score": 6}, "out_of_range"),
        ({"department": "kitchen"}, "not_a_choice"),
        ({"account_external_id": "nobody"}, "unknown_account"),
        ({"colour": "red"}, "unknown_field"),
    ],
)
def test_what_is_no_rating_is_refused_and_says_why(account, api, change, code):
    answer = send(api(), "POST", "/batch/upsert", {"inputs": [body(**change)]}).json()
    assert answer["results"][0]["errors"][0]["code"] == code
    assert not TeamRating.objects.exists()


def test_a_rating_neither_moves_to_another_account_nor_onto_another_rating(account, api):
    AccountFactory(source="api", external_id="nut")
    client = api()
    for department in ("sales", "finance"):
        send(client, "POST", "", body(department=department, external_id=department))
    moved = send(client, "PUT", "/by-external-id/api/sales", {"account_external_id": "nut"})
    taken = send(client, "PUT", "/by-external-id/api/sales", {"department": "finance"})
    assert [answer.status_code for answer in (moved, taken)] == [400, 400]
    assert set(TeamRating.objects.values_list("account_id", "department")) == {
        (account.pk, "sales"), (account.pk, "finance"),
    }  # fmt: skip


def test_the_list_is_narrowed_and_ordered(account, api):
    client = api("ratings:read", "ratings:write")
    for department, score in (("sales", 1), ("finance", 2)):
        send(client, "POST", "", body(department=department, score=score))
    found = client.get("/api/v1/ratings?department=finance").json()["results"]
    assert [row["score"] for row in found] == [2]
    newest = client.get("/api/v1/ratings?sort=-updated_at&account_external_id=bolt").json()["results"]
    assert [row["department"] for row in newest] == ["finance", "sales"]
    assert client.get("/api/v1/ratings?department=kitchen").status_code == 400
    assert api("accounts:read").get("/api/v1/ratings").status_code == 403
