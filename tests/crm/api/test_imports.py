"""``/api/v1/imports`` as a client sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Account
from crm.models import Import, ImportChunk
from outbox.services import outbox_drain
from tenancy.models import Tenant

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports"


def test_a_raw_csv_is_loaded_by_a_job(as_acme: Any, api: Any) -> None:
    client = api()
    answer = client.post(f"{URL}?object=accounts&source=crm", b"external_id,name\n1,A\n2,B\n", content_type="text/csv")
    assert answer.status_code == 202, answer.content
    body = answer.json()
    assert (body["status"], answer["Location"]) == ("queued", f"/api/v1/jobs/{body['job']['id']}")
    assert Account.objects.count() == 0
    outbox_drain()
    done = client.get(f"{URL}/{body['id']}").json()
    assert (done["status"], done["rows_total"], done["rows_created"]) == ("done", 2, 2)
    assert set(Account.objects.values_list("source", "external_id")) == {("crm", "1"), ("crm", "2")}
    assert ImportChunk.objects.count() == 0
    assert client.get(URL).json()["results"][0]["id"] == body["id"]


def test_a_form_carries_file_and_mapping(as_acme: Any, api: Any) -> None:
    file = SimpleUploadedFile("companies.csv", b"Firma;Umsatz\nA;1.234,50\nB;x\n")
    mapping = {"fields": {"name": {"column": "Firma"}, "annual_revenue": {"column": "Umsatz", "format": "money:,"}}}
    client = api()
    body = {"object": "accounts", "mapping": json.dumps(mapping), "skip_invalid": "true", "file": file}
    answer = client.post(URL, body)
    assert answer.status_code == 202, answer.content
    outbox_drain()
    found = client.get(f"{URL}/{answer.json()['id']}").json()
    assert (found["status"], found["rows_created"], found["rows_rejected"]) == ("done", 1, 1)
    assert Account.objects.get().annual_revenue_cents == 123_450
    errors = client.get(f"{URL}/{answer.json()['id']}/errors")
    text = b"".join(errors.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "line,column,code,reason,Firma,Umsatz"
    assert text.splitlines()[1].startswith("3,Umsatz,not_an_amount,x is not an amount.,B,x")


def test_what_is_no_table_is_refused_and_nothing_is_kept(as_acme: Any, api: Any) -> None:
    answer = api().post(f"{URL}?object=accounts", b'name,city\nA,"cut\n', content_type="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (400, "file_unreadable")
    assert "line 2, column 2" in answer.json()["detail"]
    assert Import.objects.count() == 0


def test_a_bad_order_names_its_fields(as_acme: Any, api: Any) -> None:
    answer = api().post(f"{URL}?object=planets&mapping=[", b"a\n", content_type="text/csv")
    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/object", "/mapping"}
    assert api("imports:read").post(f"{URL}?object=accounts", b"a\n", content_type="text/csv").status_code == 403


def _csv(client: Any, body: bytes) -> Any:
    headers = {"Idempotency-Key": "once"}
    return client.post(f"{URL}?object=accounts", body, content_type="text/csv", headers=headers)


def test_an_idempotency_key_is_bound_to_the_bytes_of_a_raw_body(as_acme: Any, api: Any) -> None:
    client = api()
    first = _csv(client, b"external_id,name\n1,A\n")
    again = _csv(client, b"external_id,name\n1,A\n")
    other = _csv(client, b"external_id,name\n1,B\n")  # of the same length
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert again["Idempotency-Replayed"] == "true"
    assert first.content == again.content
    outbox_drain()
    assert [account.name for account in Account.objects.all()] == ["A"]


def _form(client: Any, rows: bytes, **more: str) -> Any:
    body = {"object": "accounts", "file": SimpleUploadedFile("a.csv", rows), **more}
    return client.post(URL, body, headers={"Idempotency-Key": "once"})


def test_an_idempotency_key_is_bound_to_the_fields_and_the_file_of_a_form(as_acme: Any, api: Any) -> None:
    client = api()
    rows = b"external_id,name\n1,A\n"
    first, again = _form(client, rows), _form(client, rows)
    other_file, other_field = _form(client, b"external_id,name\n1,B\n"), _form(client, rows, source="crm")
    answers = [first, again, other_file, other_field]
    assert [answer.status_code for answer in answers] == [202, 202, 422, 422]
    assert again["Idempotency-Replayed"] == "true"
    outbox_drain()
    assert [account.name for account in Account.objects.all()] == ["A"]


def test_an_import_tells_its_moments_in_utc(as_acme: Any, api: Any) -> None:
    Tenant.objects.filter(pk=as_acme.pk).update(timezone="Asia/Tokyo")
    client = api()
    made = client.post(f"{URL}?object=accounts", b"external_id,name\n1,A\n", content_type="text/csv").json()
    outbox_drain()
    found = client.get(f"{URL}/{made['id']}").json()
    assert [found[name][-1] for name in ("created_at", "finished_at")] == ["Z", "Z"]
