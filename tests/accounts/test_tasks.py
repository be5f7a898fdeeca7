from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.models import FitScore
from outbox.models import Job, Message
from outbox.registry import CONSUMERS, JOB_KINDS, RANGE_FINISHES, RANGE_KINDS, Consumer, JobRun
from outbox.services import message_append, outbox_drain
from tests.accounts.icp_examples import CRITERIA, NOW, VISITS, new_account, profile_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def heard(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What ``fit.changed`` told a listener of the test's own; what tiers do with it is theirs to test."""
    told: list[list[int]] = []

    def listen(*, keys: list[int], now: datetime) -> None:
        told.append(sorted(keys))

    settings.OUTBOX_ROUTES = {**settings.OUTBOX_ROUTES, "fit.changed": ("test.listener",)}
    monkeypatch.setitem(CONSUMERS, "test.listener", Consumer(name="test.listener", run=listen, batch=1000, lease=30))
    return told


def run_of(job: Job) -> JobRun:
    job.refresh_from_db()
    return JobRun(job_id=job.pk, public_id=job.public_id, payload={}, now=NOW, attempt=1)


def test_a_changed_account_is_scored_by_the_consumer(as_acme: Any) -> None:
    profile_with()
    account = new_account(employees=500)
    message_append(topic="account.changed", keys=[account.pk])

    CONSUMERS["accounts.account_refresh"].run(keys=[account.pk], now=NOW)

    assert FitScore.objects.get().score_milli == 100_000
    assert list(Message.objects.filter(consumer="test.listener").values_list("key", flat=True)) == [account.pk]


def test_a_rescoring_scores_every_range_and_announces_once(as_acme: Any, heard: list[list[int]]) -> None:
    accounts = [new_account(employees=500) for _ in range(3)]
    profile_with()

    outbox_drain()

    job = Job.objects.get(kind="accounts.rescore", parent=None)
    assert (job.state, job.result) == ("done", {"changed": 3, "moved": 3})
    assert heard == [[account.pk for account in accounts]]
    assert {"accounts.rescore"} <= set(RANGE_KINDS) & set(RANGE_FINISHES)


def test_a_rescoring_that_moved_more_than_it_names_summons_to_look_at_everybody(
    as_acme: Any, heard: list[list[int]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOX_ROUTES = {**settings.OUTBOX_ROUTES, "fit.changed": (), "fits.rescored": ("test.listener",)}
    monkeypatch.setattr("accounts.tasks.NAMED", 2)
    for _ in range(3):
        new_account(employees=500)
    profile_with()

    outbox_drain()

    assert heard == [[0]]


def test_the_nightly_job_runs_only_where_something_ages(as_acme: Any) -> None:
    new_account()
    profile_with(CRITERIA)
    job = Job.objects.filter(kind="accounts.rescore", parent=None).get()

    assert JOB_KINDS["accounts.decay"].run(run_of(job)) == {"enqueued": False}

    profile_with([VISITS], name="Fresh")
    assert JOB_KINDS["accounts.decay"].run(run_of(job)) == {"enqueued": True}
    assert Job.objects.filter(kind="accounts.rescore", parent=None, payload__reason="decay").count() == 1
