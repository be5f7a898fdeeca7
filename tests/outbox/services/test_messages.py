"""Announcements are never lost and never doubled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from outbox import registry
from outbox.models import Message
from outbox.services import message_append, message_retry, outbox_drain
from outbox.services.messages import Fenced, message_claim, message_fail, message_finish
from outbox.services.run import consumer_run
from tests.outbox.probe import registered

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _run_until_dead():
    for _ in range(12):
        consumer_run(name="probe", now=NOON)


def test_keys_are_handled_in_one_batch_in_order(as_acme):
    seen = []

    with registered(consumer=lambda *, keys, now: seen.append((keys, now))):
        message_append(topic="probe.changed", keys=[3, 1, 2, 3])
        outbox_drain(now=NOON)

    assert seen == [([1, 2, 3], NOON)]
    assert not Message.objects.exists()


def test_an_announcement_costs_one_statement(as_acme, django_assert_num_queries):
    with registered(consumer=lambda *, keys, now: None), django_assert_num_queries(1):
        message_append(topic="probe.changed", keys=range(1000))


def test_more_than_a_thousand_keys_are_a_range_jobs_work(as_acme):
    with registered(consumer=lambda *, keys, now: None), pytest.raises(ValueError, match="range job"):
        message_append(topic="probe.changed", keys=range(1001))


def test_a_change_during_the_work_is_worked_on_again(as_acme):
    seen = []

    def consume(*, keys, now):
        seen.append(keys)
        if len(seen) == 1:
            message_append(topic="probe.changed", keys=[2])

    with registered(consumer=consume):
        message_append(topic="probe.changed", keys=[1, 2])
        outbox_drain(now=NOON)

    assert seen == [[1, 2], [2]]
    assert not Message.objects.exists()


def test_a_failed_batch_leaves_no_effect_and_comes_back(as_acme):
    runs = []

    def consume(*, keys, now):
        runs.append(keys)
        with connection.cursor() as cursor:
            cursor.execute("insert into outbox_slot (name, slot) values ('probe', %s)", [str(len(runs))])
        if len(runs) == 1:
            raise RuntimeError("passing trouble")

    with registered(consumer=consume):
        message_append(topic="probe.changed", keys=[1])
        assert consumer_run(name="probe", now=NOON) == 1
        assert Message.objects.get().last_error == "RuntimeError: passing trouble"
        consumer_run(name="probe", now=NOON)

    with connection.cursor() as cursor:
        cursor.execute("select slot from outbox_slot")
        assert cursor.fetchall() == [("2",)]


def test_after_three_failures_keys_are_tried_one_by_one_and_only_the_bad_one_dies(as_acme):
    batches = []

    def consume(*, keys, now):
        batches.append(keys)
        if 2 in keys:
            raise RuntimeError("poison")

    with registered(consumer=consume):
        message_append(topic="probe.changed", keys=[1, 2, 3])
        _run_until_dead()

    assert batches[:3] == [[1, 2, 3]] * 3
    assert sorted(batches[3:]) == [[1]] + [[2]] * 5 + [[3]]
    dead = Message.objects.get()
    assert (dead.key, dead.attempts, dead.last_error) == (2, 8, "RuntimeError: poison")
    assert dead.dead_at is not None


def test_a_dead_message_lives_again_when_retried_or_announced(as_acme):
    with registered(consumer=lambda *, keys, now: 1 / 0):
        message_append(topic="probe.changed", keys=[1])
        _run_until_dead()
        dead = Message.objects.get()
        assert dead.dead_at is not None

        assert message_retry(message_id=dead.pk)
        assert not message_retry(message_id=dead.pk)
        _run_until_dead()
        message_append(topic="probe.changed", keys=[1])

    revived = Message.objects.get()
    assert (revived.dead_at, revived.attempts, revived.seq) == (None, 0, 2)


def test_a_worker_that_died_in_its_last_try_leaves_a_dead_message(as_acme):
    with registered(consumer=lambda *, keys, now: None):
        message_append(topic="probe.changed", keys=[1])
        Message.objects.update(attempts=8)
        consumer_run(name="probe", now=NOON)

    assert Message.objects.get().last_error == "the worker died while it handled this"


def test_a_claim_that_ran_out_cannot_finish(as_acme):
    with registered(consumer=lambda *, keys, now: None):
        message_append(topic="probe.changed", keys=[1])
        consumer = registry.CONSUMERS["probe"]
        slow = message_claim(consumer=consumer)
        Message.objects.update(available_at=NOON)
        quick = message_claim(consumer=consumer)
        assert slow is not None and quick is not None

        with pytest.raises(Fenced):
            message_finish(consumer="probe", claim=slow)
        message_finish(consumer="probe", claim=quick)

    assert not Message.objects.exists()


def test_claimed_messages_are_not_claimed_again_within_the_lease(as_acme):
    with registered(consumer=lambda *, keys, now: None):
        message_append(topic="probe.changed", keys=[1])

        assert message_claim(consumer=registry.CONSUMERS["probe"]) is not None
        assert message_claim(consumer=registry.CONSUMERS["probe"]) is None


def test_a_change_during_the_last_try_is_not_buried_with_it(as_acme):
    seen = []

    with registered(consumer=lambda *, keys, now: seen.append(keys)):
        message_append(topic="probe.changed", keys=[1])
        Message.objects.update(attempts=7)
        claim = message_claim(consumer=registry.CONSUMERS["probe"])
        assert claim is not None
        message_append(topic="probe.changed", keys=[1])
        message_fail(claim=claim, error="poison")

        left = Message.objects.get()
        assert (left.attempts, left.dead_at) == (0, None)
        outbox_drain(now=NOON)
    assert seen == [[1]]
