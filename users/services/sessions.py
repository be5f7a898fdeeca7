"""How long a login lasts, and when a key was last used."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from users.models import ApiKey

TOUCH_EVERY = timedelta(minutes=5)  # a write for every request would cost more than it tells
KEY_TOUCH_EVERY = timedelta(minutes=1)
SEEN = "seen_at"


def session_is_stale(session: SessionBase, *, now: datetime, idle_seconds: int) -> bool:
    """This function will say whether the session has lain idle for longer than ``idle_seconds``."""
    seen = session.get(SEEN)
    return seen is not None and now - datetime.fromisoformat(seen) > timedelta(seconds=idle_seconds)


def session_touch(session: SessionBase, *, now: datetime) -> None:
    """This function will note a session in use, at most every five minutes; its absolute end stays."""
    seen = session.get(SEEN)
    if seen is None or now - datetime.fromisoformat(seen) > TOUCH_EVERY:
        left = session.get_expiry_age() if seen is None else max(1, int(session.get("ends_at", 0) - now.timestamp()))
        session.setdefault("ends_at", now.timestamp() + left)
        session[SEEN] = now.isoformat()
        session.set_expiry(left)


def api_key_touch(*, api_key: ApiKey, now: datetime) -> None:
    """This function will note a key's use, at most once a minute."""
    if api_key.last_used_at is None or now - api_key.last_used_at > KEY_TOUCH_EVERY:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_at=now)
