"""Whether the process lives (`/healthz`) and whether it can serve (`/readyz`): without login, before all else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from outbox.selectors import worker_age

logger = logging.getLogger(__name__)

# A worker gives a sign of life every 5 s; a busy machine is given time before it counts as gone.
WORKER_SILENCE = timedelta(seconds=60)


class HealthMiddleware:
    """Answers the two addresses itself, first of all middleware: no database, session or host name is needed for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or pass the request on."""
        if request.path_info == "/healthz":
            return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        if request.path_info == "/readyz":
            return readyz()
        return self.get_response(request)


def readyz() -> JsonResponse:
    """This function will answer 200 when every part the product needs is there, else 503 naming what is missing."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    said = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    answer = JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": said},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )
    # Django would log every 503 as an error of ours; a check that breaks has logged its own cause.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    cache.set("health:probe", 1, timeout=10)
    return bool(cache.get("health:probe") == 1)


class _Migrations:
    """Whether this code's migrations are applied. Once they are, they stay so for the life of the process."""

    applied = False

    def __call__(self) -> bool:
        if not self.applied:
            executor = MigrationExecutor(connection)
            self.applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self.applied


def _worker() -> bool:
    age = worker_age()
    return age is not None and age < WORKER_SILENCE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "migrations": _Migrations(),
    "worker": _worker,
}


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever it is, the answer is "not ready"; the log has the cause
        logger.exception("readiness check failed", extra={"check": name})
        return False
