"""A cache that may be away: what it kept is then unknown, and nobody waits for it."""

from __future__ import annotations

import logging
import time
from functools import cached_property
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

AWAY_SECONDS = 5.0  # how long Valkey is left alone after it did not answer
MOST_OWED = 10_000
AWAY: Any = object()
TRIES = "allauth:rl:"  # how the keys begin under which tries at signing in are counted
MOST_TRIES = 10_000


class KeptClient(RedisCacheClient):
    """Asks by one client of Valkey's; Django makes another for every question, which takes longer than the question."""

    @cached_property
    def _kept(self) -> Redis:
        return super().get_client()

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        """Return the client."""
        return self._kept


class PatientCache(RedisCache):
    """Valkey, and while it does not answer a cache that is empty and keeps nothing.

    Every value in it can be made again (sessions from the database, options from their tables), so losing it costs time
    alone. A value that was to be changed or forgotten meanwhile is forgotten as soon as Valkey is back: a session that
    was ended must not come back with it.

    Tries at signing in cannot be made again, and an empty count would let anybody guess. Meanwhile each process counts
    them in its own memory: a guesser then has the limit once a process, people sign in as ever, and what Valkey had
    counted still counts when it is back.
    """

    # of the whole process, because each thread has a cache object of its own
    _away_until: ClassVar[float] = 0.0
    _owed: ClassVar[dict[str, None]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
        self._tries = LocMemCache("tries", {"OPTIONS": {"MAX_ENTRIES": MOST_TRIES}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, else ``default``."""
        return self._asked("get", default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return those that are kept."""
        found: dict[Any, Any] = self._asked("get_many", {}, keys, version)
        return found

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether there is a value."""
        return bool(self._asked("has_key", False, key, version))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep a value where possible."""
        if self._asked("set", AWAY, key, value, *args, **kwargs) is AWAY:
            self._owe(key)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value unless there is one; while Valkey is away there is none, so True."""
        return bool(self._asked("add", True, key, value, *args, **kwargs))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value for longer; False when there is none."""
        return bool(self._asked("touch", False, key, *args, **kwargs))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; False when there was none."""
        gone = self._asked("delete", AWAY, key, version)
        if gone is AWAY:
            self._owe(key)
        return gone is True

    def clear(self) -> None:
        """Forget everything, the tries counted here too."""
        self._tries.clear()
        super().clear()

    def _asked(self, method: str, nothing: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= PatientCache._away_until:
            try:
                self._settle()
                return getattr(super(), method)(key, *args, **kwargs)
            except (RedisError, OSError) as error:
                PatientCache._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("the cache does not answer (%s); going on without it", type(error).__name__)
        if isinstance(key, str) and key.startswith(TRIES):
            return getattr(self._tries, method)(key, *args, **kwargs)
        return nothing

    def _owe(self, key: str) -> None:
        if len(self._owed) < MOST_OWED:
            self._owed[key] = None

    def _settle(self) -> None:
        keys = list(self._owed)
        if keys:
            self.delete_many(keys)
            for key in keys:
                self._owed.pop(key, None)
