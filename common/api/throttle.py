"""Published limits: an atomic counter per key and per workspace in Valkey; without Valkey a counter in this process."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import redis
from django.conf import settings

log = logging.getLogger(__name__)

TENANT_FACTOR = 5  # a workspace's keys together may do five times what one key may
AWAY_SECONDS = 5.0  # how long Valkey is left alone after it did not answer
MOST_LOCAL = 10_000

_client: redis.Redis | None = None
_client_lock = threading.Lock()
_away_until = 0.0
_local: dict[str, int] = {}
_local_lock = threading.Lock()


@dataclass(frozen=True)
class Allowance:
    """What is left of a window."""

    limit: int
    remaining: int
    reset_seconds: int
    allowed: bool

    def headers(self) -> dict[str, str]:
        """Return the headers of draft-ietf-httpapi-ratelimit-headers."""
        window = settings.API_WINDOW_SECONDS
        return {
            "RateLimit-Policy": ", ".join(
                f'"{name}";q={most};w={window}'
                for name, most in (("key", self.limit), ("workspace", self.limit * TENANT_FACTOR))
            ),
            "RateLimit": f'"key";r={self.remaining};t={self.reset_seconds}',
        }


def request_take(*, key: str, tenant: str) -> Allowance:
    """This function will count one request of a key and of its workspace in the running window.

    What a key asks beyond its own limit does not count against the workspace: it is refused, and the others go on.
    """
    window = settings.API_WINDOW_SECONDS
    limit = settings.API_REQUESTS_PER_WINDOW
    now = time.time()
    slot = int(now // window)
    whole = f"abs:rate:t:{tenant}:{slot}"
    used_key, used_tenant = _count([f"abs:rate:k:{key}:{slot}", whole], window)
    if used_key > limit:
        _give_back(whole)
    return Allowance(
        limit=limit,
        remaining=max(0, min(limit - used_key, limit * TENANT_FACTOR - used_tenant)),
        reset_seconds=max(1, int((slot + 1) * window - now + 0.999)),
        allowed=used_key <= limit and used_tenant <= limit * TENANT_FACTOR,
    )


def _count(names: list[str], window: int) -> list[int]:
    global _away_until
    if time.monotonic() >= _away_until:
        try:
            pipe = _valkey().pipeline(transaction=False)
            for name in names:
                pipe.set(name, 0, ex=window * 2, nx=True)
                pipe.incr(name)
            return [int(value) for value in pipe.execute()[1::2]]
        except (redis.RedisError, OSError) as error:
            _away_until = time.monotonic() + AWAY_SECONDS
            log.warning("the rate limit counts in this process only: %s", type(error).__name__)
    return [_count_here(name) for name in names]


def _give_back(name: str) -> None:
    if time.monotonic() >= _away_until:
        with suppress(redis.RedisError, OSError):
            _valkey().decr(name)
            return
    with _local_lock:
        _local[name] = _local.get(name, 0) - 1


def _count_here(name: str) -> int:
    with _local_lock:
        if len(_local) > MOST_LOCAL:
            _local.clear()
        _local[name] = _local.get(name, 0) + 1
        return _local[name]


def _valkey() -> redis.Redis:
    # one for all threads: a second one, made beside it and dropped, would close its connections under whoever uses them
    global _client
    with _client_lock:
        if _client is None:
            _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.25, socket_connect_timeout=0.25)
        return _client
