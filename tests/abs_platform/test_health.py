from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from abs_platform import health
from outbox.services.workers import worker_beat


def test_a_living_process_says_so_without_touching_the_database(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "any.name.at.all"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_it_is_ready_when_every_part_answers(client: Client) -> None:
    worker_beat(name="here:1")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "cache": "ok", "migrations": "ok", "worker": "ok"},
    }


@pytest.mark.django_db
def test_without_a_worker_it_is_not_ready_and_names_the_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "cache": "ok", "migrations": "ok", "worker": "failed"}


@pytest.mark.parametrize(("seconds", "alive"), [(59, True), (60, False)])
def test_a_worker_silent_for_a_minute_counts_as_gone(
    seconds: int, alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "worker_age", lambda: timedelta(seconds=seconds))
    assert health.CHECKS["worker"]() is alive


def test_a_check_that_breaks_counts_as_failed_and_betrays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise RuntimeError("password=secret")

    monkeypatch.setattr(health, "CHECKS", {"database": broken, "cache": lambda: True})
    answer = health.readyz()
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "unavailable", "checks": {"database": "failed", "cache": "ok"}}


@pytest.mark.django_db
def test_migrations_not_yet_applied_mean_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [("accounts", "0099_later")]
    )
    assert health._Migrations()() is False
