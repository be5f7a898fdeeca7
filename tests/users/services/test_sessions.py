"""A login ends when it lies idle and when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore

from users.models import ApiKey
from users.services import Actor, api_key_create
from users.services.sessions import api_key_touch, session_is_stale, session_touch

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
IDLE = 3 * 3600


def test_a_session_in_use_is_not_stale():
    session = SessionStore()
    session_touch(session, now=NOON)
    assert not session_is_stale(session, now=NOON + timedelta(hours=3), idle_seconds=IDLE)


def test_a_session_idle_for_longer_is_stale():
    session = SessionStore()
    session_touch(session, now=NOON)
    assert session_is_stale(session, now=NOON + timedelta(hours=3, seconds=1), idle_seconds=IDLE)


def test_use_does_not_move_the_absolute_end():
    session = SessionStore()
    session_touch(session, now=NOON)
    ends = session["ends_at"]
    for hour in range(1, 12):
        session_touch(session, now=NOON + timedelta(hours=hour))
    assert session["ends_at"] == ends == NOON.timestamp() + 12 * 3600
    assert session.get_expiry_age() == pytest.approx(3600, abs=1)


def test_use_within_five_minutes_writes_nothing():
    session = SessionStore()
    session_touch(session, now=NOON)
    session.modified = False
    session_touch(session, now=NOON + timedelta(minutes=4))
    assert session.modified is False


def test_a_keys_last_use_is_written_once_a_minute(as_acme, django_assert_num_queries):
    key, _ = api_key_create(tenant=as_acme, name="crm", scopes=["*"], actor=Actor.of_command("test"))
    api_key_touch(api_key=key, now=NOON)
    key = ApiKey.objects.get()
    with django_assert_num_queries(0):
        api_key_touch(api_key=key, now=NOON + timedelta(seconds=59))
    assert key.last_used_at == NOON
