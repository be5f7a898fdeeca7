"""What every resource promises, tried on one."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from tenancy.models import Tenant
from tests.factories import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.common.api.probe")]
ROOT = "/api/v1/accounts"


def _body(**given: Any) -> dict[str, Any]:
    return {"source": "crm", "external_id": "1", "name": "Globe", **given}


def _send(client: Any, method: str, path: str, body: Any, **headers: str) -> Any:
    return client.generic(
        method, path, body if isinstance(body, str) else json.dumps(body), "application/json", headers=headers
    )


def test_post_creates_and_says_where(as_acme, api):
    answer = _send(api(), "POST", ROOT, _body(employees=7))

    assert answer.status_code == 201
    assert answer.json()["employees"] == 7
    assert answer["Location"] == f"{ROOT}/{answer.json()['id']}"
    assert answer["ETag"] == f'"{answer.json()["id"].replace("-", "")[:12]}-1"'


def test_post_of_a_known_key_is_refused(as_acme, api):
    _send(api(), "POST", ROOT, _body())

    answer = _send(api(), "POST", ROOT, _body())

    assert answer.status_code == 409
    assert answer.json()["code"] == "duplicate"


def test_an_unknown_field_is_refused_by_name_and_nothing_is_stored(as_acme, api):
    answer = _send(api(), "POST", ROOT, _body(tenant_id=1, fit_score=3))

    assert answer.status_code == 400
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/tenant_id", "unknown_field"),
        ("/fit_score", "unknown_field"),
    ]
    assert not Account.objects.exists()


def test_a_body_without_its_length_is_refused_not_taken_for_empty(as_acme, api):
    answer = _send(api(), "POST", ROOT, "", **{"Transfer-Encoding": "chunked"})

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_patch_merges_and_null_clears(as_acme, api):
    account = AccountFactory.create(employees=9, founded_year=1990)

    answer = _send(api(), "PATCH", f"{ROOT}/{account.public_id}", {"employees": None})

    account.refresh_from_db()
    assert answer.status_code == 200
    assert (account.employees, account.founded_year) == (None, 1990)


def test_patch_cannot_change_the_key(as_acme, api):
    account = AccountFactory.create()

    answer = _send(api(), "PATCH", f"{ROOT}/{account.public_id}", {"external_id": "other"})

    assert answer.status_code == 400


def test_a_stale_if_match_is_refused_and_a_fresh_one_is_not(as_acme, api):
    account = AccountFactory.create()
    client, path = api(), f"{ROOT}/{account.public_id}"
    tag = client.get(path)["ETag"]

    fresh = _send(client, "PATCH", path, {"employees": 1}, **{"If-Match": tag})
    stale = _send(client, "PATCH", path, {"employees": 2}, **{"If-Match": tag})

    assert (fresh.status_code, stale.status_code) == (200, 412)
    account.refresh_from_db()
    assert account.employees == 1


def test_a_known_version_answers_304(as_acme, api):
    account = AccountFactory.create()
    client, path = api(), f"{ROOT}/{account.public_id}"

    answer = client.get(path, headers={"If-None-Match": client.get(path)["ETag"]})

    assert (answer.status_code, answer.content) == (304, b"")


def test_put_by_external_id_creates_then_merges(as_acme, api):
    client, path = api(), f"{ROOT}/by-external-id/crm/a%2Fb"

    created = _send(client, "PUT", path, {"name": "Globe", "employees": 3})
    merged = _send(client, "PUT", path, {"employees": 4})
    only_new = _send(client, "PUT", path, {"employees": 5}, **{"If-None-Match": "*"})

    assert (created.status_code, merged.status_code, only_new.status_code) == (201, 200, 412)
    assert created["Location"] == f"{ROOT}/{created.json()['id']}"
    assert client.get(path).json()["external_id"] == "a/b"
    assert client.get(path).json()["employees"] == 4


def test_put_without_what_a_new_record_needs_is_refused(as_acme, api):
    answer = _send(api(), "PUT", f"{ROOT}/by-external-id/crm/1", {"employees": 4})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/name"


def test_delete_answers_204_and_then_404(as_acme, api):
    path = f"{ROOT}/{AccountFactory.create().public_id}"

    assert [api().delete(path).status_code for _ in range(2)] == [204, 404]


def test_a_batch_answers_each_input_in_order(as_acme, api):
    AccountFactory.create(source="crm", external_id="old")
    inputs = [
        _body(external_id="new"),
        {"source": "crm", "external_id": "old", "employees": 5},
        {"source": "crm", "external_id": "no-name"},
        _body(external_id="x", name="refuse me"),
        "not an object",
        _body(external_id="twin", name="first"),
        _body(external_id="twin", name="second"),
    ]

    answer = _send(api(), "POST", f"{ROOT}/batch/upsert", {"inputs": inputs})

    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [row["index"] for row in results] == list(range(7))
    assert [row["status"] for row in results] == [
        "created",
        "updated",
        "error",
        "error",
        "error",
        "unchanged",
        "created",
    ]
    assert [e["code"] for row in results for e in row["errors"]] == [
        "required",
        "bad_name",
        "invalid",
        "duplicate_in_batch",
    ]
    assert Account.objects.get(external_id="twin").name == "second"


def test_all_or_none_stores_nothing_when_one_fails(as_acme, api):
    inputs = [_body(external_id="a"), _body(external_id="b", name="refuse me")]

    answer = _send(api(), "POST", f"{ROOT}/batch/upsert", {"inputs": inputs, "all_or_none": True})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/inputs/1/name", "code": "bad_name", "detail": "Not this name."}]
    assert not Account.objects.exists()


def test_a_batch_over_a_thousand_is_refused_as_a_whole(as_acme, api):
    inputs = [_body(external_id=str(number)) for number in range(1001)]

    assert _send(api(), "POST", f"{ROOT}/batch/upsert", {"inputs": inputs}).status_code == 400


def test_a_batch_read_answers_null_where_there_is_nothing(as_acme, api):
    one, two = AccountFactory.create(source="crm"), AccountFactory.create(source="crm")
    inputs = [
        {"id": str(two.public_id)},
        {"source": "crm", "external_id": "nobody"},
        {"source": "crm", "external_id": one.external_id},
    ]

    answer = _send(api("accounts:read"), "POST", f"{ROOT}/batch/read", {"inputs": inputs})

    assert [row and row["id"] for row in answer.json()["results"]] == [str(two.public_id), None, str(one.public_id)]


def test_an_idempotency_key_gives_the_same_answer_and_one_row(as_acme, api):
    client = api()
    key = {"Idempotency-Key": "once"}

    first = _send(client, "POST", ROOT, _body(), **key)
    again = _send(client, "POST", ROOT, _body(), **key)
    other = _send(client, "POST", ROOT, _body(name="Other"), **key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    assert (first["ETag"], first["Location"]) == (again["ETag"], again["Location"])
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Account.objects.count() == 1


def test_a_refused_request_leaves_its_idempotency_key_free(as_acme, api):
    client = api()
    key = {"Idempotency-Key": "once"}

    refused = _send(client, "POST", ROOT, _body(name="refuse me"), **key)
    accepted = _send(client, "POST", ROOT, _body(), **key)

    assert (refused.status_code, accepted.status_code) == (400, 201)


def test_two_keys_do_not_share_an_idempotency_key(as_acme, api):
    _send(api(), "POST", ROOT, _body(), **{"Idempotency-Key": "once"})

    answer = _send(api(), "POST", ROOT, _body(external_id="2"), **{"Idempotency-Key": "once"})

    assert answer.status_code == 201


@pytest.mark.parametrize("sort", ["name", "-name", "employees", "-employees", "updated_at"])
def test_every_sort_pages_through_every_row_once(as_acme, api, sort):
    for number in range(7):
        AccountFactory.create(name=f"N{number % 3}", employees=None if number % 3 == 0 else number % 2)
    client, seen, after = api(), [], ""

    for _ in range(4):
        page = client.get(ROOT, {"limit": 2, "sort": sort, **({"after": after} if after else {})}).json()
        seen += [row["id"] for row in page["results"]]
        after = (page["paging"]["next"] or {}).get("after", "")

    assert after == ""
    assert len(seen) == len(set(seen)) == 7


def test_limits_are_clamped(as_acme, api):
    for _ in range(3):
        AccountFactory.create()

    assert len(api().get(ROOT, {"limit": 0}).json()["results"]) == 1
    assert len(api().get(ROOT, {"limit": 10**22}).json()["results"]) == 3


def test_list_queries_do_not_grow_with_rows(as_acme, api):
    client, counts = api(), []
    client.get(ROOT)  # the first use of a key is noted once a minute
    for more in (10, 190):
        for _ in range(more):
            AccountFactory.create()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ROOT, {"limit": 200}).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_answers_are_private_and_limited(as_acme, api):
    answer = api().get(ROOT)

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["RateLimit-Policy"] == '"key";q=200;w=10, "workspace";q=1000;w=10'
    assert answer["RateLimit"].startswith('"key";r=199;t=')


def test_a_session_cookie_does_not_open_the_api(as_acme, login):
    assert login("admin").get(ROOT).status_code == 401


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("updated_at", "5"),
        ("updated_at", "NaN"),
        ("employees", "Infinity"),
        ("employees", '"x"'),
        ("name", "[]"),
        ("name", '"\\u0000"'),
        ("name", '"\\ud800"'),
    ],
)
def test_a_forged_cursor_is_refused_as_not_one_of_ours(as_acme, api, sort, value):
    body = f'["{sort}", {value}, "00000000-0000-4000-8000-000000000000"]'

    answer = api().get(ROOT, {"sort": sort, "after": base64.urlsafe_b64encode(body.encode()).decode()})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "bad_cursor"


def test_a_moment_without_an_offset_is_utcs_wherever_the_workspace_is(as_acme, api):
    Tenant.objects.filter(pk=as_acme.pk).update(timezone="Asia/Tokyo")
    account = AccountFactory.create()
    Account.objects.filter(pk=account.pk).update(updated_at=datetime(2026, 3, 1, 12, tzinfo=UTC))

    counts = [
        len(api().get(ROOT, {"updated_since": moment}).json()["results"])
        for moment in ("2026-03-01T12:00:00", "2026-03-01T12:00:01", "2026-03-01T13:00:00+01:00")
    ]

    assert counts == [1, 0, 1]


def test_a_post_whose_key_is_stored_already_changes_nothing(as_acme, api):
    _send(api(), "POST", ROOT, _body())

    answer = _send(api(), "POST", ROOT, _body(name="Other"))

    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
    assert Account.objects.get().name == "Globe"
