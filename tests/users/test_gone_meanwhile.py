"""What somebody deletes while a request writes about it is noticed at COMMIT, and told like any other refusal."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest

from accounts.models import Account
from engagement.models import Touch
from engagement.services import touches
from tenancy.context import tenant_atomic
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)


def delete_now(account_id: int) -> None:
    """Another session deletes the account and commits, between this request's check and its end."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    with owner, owner.cursor() as cursor:
        cursor.execute("delete from account where id = %s", [account_id])
    owner.close()


@pytest.fixture
def account(acme: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    with tenant_atomic(acme.pk):
        made = AccountFactory(source="api", external_id="bolt")
        made.refresh_from_db()
    told: Callable[..., None] = touches.message_append

    def meanwhile(**announced: Any) -> None:
        told(**announced)
        delete_now(made.pk)

    monkeypatch.setattr(touches, "message_append", meanwhile)
    return made


def nothing_is_left(tenant: Any) -> bool:
    with tenant_atomic(tenant.pk):
        return not Touch.objects.exists() and not Account.objects.exists()


TOUCH = {"kind": "call", "occurred_at": "2026-03-02T12:00:00Z", "direction": "outbound", "account_external_id": "bolt"}


def test_a_rest_client_is_told_of_a_conflict(account, acme, api):
    answer = api().post("/api/v1/touches", {**TOUCH, "external_id": "t"}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["code"] == "conflict"
    assert nothing_is_left(acme)


@pytest.mark.parametrize("referer", ["", "http://testserver/w/acme/"])
def test_a_person_is_told_on_the_page(account, acme, login, referer):
    client = login("manager")
    form = {"kind": "call", "occurred_at": "2026-03-02T12:00", "direction": "outbound", "outcome": "conversation"}
    headers = {"Referer": referer} if referer else {}

    answer = client.post(f"/w/acme/sessions/touches/log/{account.public_id}/", form, headers=headers)

    if referer:
        assert (answer.status_code, answer["Location"]) == (302, referer)
        page = client.get("/w/acme/settings/profile/").content.decode()
        assert "is logged" not in page
    else:
        assert answer.status_code == 409
        page = answer.content.decode()
    assert "What this was about was deleted meanwhile." in page
    assert nothing_is_left(acme)
