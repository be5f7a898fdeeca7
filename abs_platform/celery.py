"""Celery, which carries only ids: what is to be done is in PostgreSQL (room ``outbox``).

Never start a worker with ``--without-gossip``: a broker that restarts within a second then leaves it alive and deaf.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init, worker_ready, worker_shutting_down
from kombu import Queue

from outbox.registry import FAST, QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abs_platform.settings")

app = Celery("abs_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_default_queue=FAST,
    task_queues=[Queue(name) for name in QUEUES],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 600,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        # a publisher tries once; the worker's own reconnecting is governed by broker_connection_retry
        "max_retries": 0,
    },
    beat_scheduler="abs_platform.beat:SlotScheduler",
)
app.autodiscover_tasks()


def _refuse_unsafe_role(**_: Any) -> None:
    from common.errors import AbsError
    from tenancy.checks import assert_role

    try:
        assert_role()
    except AbsError as error:
        raise SystemExit(error.message) from error


# SystemExit passes through Celery's signals, which swallow every Exception
worker_init.connect(_refuse_unsafe_role, weak=False)
beat_init.connect(_refuse_unsafe_role, weak=False)


@worker_ready.connect(weak=False)
def _start_host(**_: Any) -> None:
    from outbox.host import WorkerHost

    host = WorkerHost(app)
    worker_shutting_down.connect(lambda **_: host.stop(), weak=False)
    host.start()
