"""Writers who name the version they saw overwrite nobody."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from tenancy.context import tenant_atomic
from tenancy.models import Tenant
from tests.security.api_rows import send
from users.services import Actor, api_key_create

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, INCREMENTS = 4, 6


def _increment(client: Client, address: str) -> int:
    """Read, add one, write with the version; again until nobody was faster. Return how often somebody was."""
    beaten = 0
    while True:
        seen = client.get(address)
        body = {"employees": seen.json()["employees"] + 1}
        answer = send(client, "PATCH", address, body, **{"If-Match": seen["ETag"]})
        if answer.status_code == 200:
            return beaten
        assert answer.status_code == 412, answer.content
        beaten += 1


def test_concurrent_increments_are_all_there():
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with tenant_atomic(tenant.pk):
        _, token = api_key_create(tenant=tenant, name="t", scopes=["*"], actor=Actor.of_command("test"))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    made = send(client, "POST", "/api/v1/accounts", {"source": "s", "external_id": "1", "name": "G", "employees": 0})
    address = f"/api/v1/accounts/{made.json()['id']}"
    failed: list[BaseException] = []

    def work() -> None:
        try:
            mine = Client(headers={"Authorization": f"Bearer {token}"})
            for _ in range(INCREMENTS):
                _increment(mine, address)
        except BaseException as error:  # told to the test's own thread
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert client.get(address).json()["employees"] == THREADS * INCREMENTS


def test_twins_with_one_idempotency_key_are_one_record(monkeypatch):
    monkeypatch.setattr("outbox.services.idempotency.WAIT", "5min")  # however slowly the first gets on
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with tenant_atomic(tenant.pk):
        _, token = api_key_create(tenant=tenant, name="t", scopes=["*"], actor=Actor.of_command("test"))
    answers: list[tuple[int, bytes]] = []
    barrier = threading.Barrier(THREADS)

    def work() -> None:
        mine = Client(headers={"Authorization": f"Bearer {token}"})
        barrier.wait()
        answer = send(mine, "POST", "/api/v1/accounts", {"source": "s", "external_id": "1", "name": "G"},
                      **{"Idempotency-Key": "one"})  # fmt: skip
        answers.append((answer.status_code, answer.json().get("id", "")))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
