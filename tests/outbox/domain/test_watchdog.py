from __future__ import annotations

from outbox.domain.watchdog import Look, Watchdog


def _look(at, **given):
    return Look(**{"at": at, "received": 5, "active": 0, "overdue": 60.0, "broker_answers": True, **given})


def _judge(*looks):
    watchdog = Watchdog(limit=15)
    return [watchdog.is_wedged(look) for look in looks]


def test_a_worker_that_takes_nothing_though_work_is_overdue_is_wedged():
    assert _judge(_look(0), _look(5), _look(10), _look(20)) == [False, False, False, True]


def test_a_worker_that_takes_work_is_not_wedged():
    assert not any(_judge(*(_look(at, received=at) for at in range(0, 100, 5))))


def test_a_worker_busy_with_one_long_task_is_not_wedged():
    assert not any(_judge(*(_look(at, active=1) for at in range(0, 100, 5))))


def test_an_idle_worker_is_not_wedged():
    assert not any(_judge(*(_look(at, overdue=0.0) for at in range(0, 100, 5))))


def test_without_a_broker_nobody_is_to_blame():
    assert not any(_judge(*(_look(at, broker_answers=False) for at in range(0, 100, 5))))
