"""How gunicorn serves, locally and in the container; the bind address comes from the command line."""

from __future__ import annotations

import gc
import os

from django.urls import get_resolver

wsgi_app = "abs_platform.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("ABS_WEB_THREADS", "4"))
# Memory that a long life has fragmented is given back by starting anew, not all workers at once.
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
graceful_timeout = 10
keepalive = 5
# A worker's heartbeat file on a disk can stall it; memory cannot.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes it with mkstemp
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    """This function will load every view, then tell the collector of garbage that what is loaded by now stays.

    The first request need not wait for the views. Every few hundred requests the collector looks through all objects
    while everybody waits: 100 ms for those of the code alone. It saves no CPU, for what is left is looked through more
    often, but a tenth of that at once.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
