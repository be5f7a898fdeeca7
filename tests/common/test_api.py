"""The parts every REST address stands on, one by one; ``tests/common/api`` tries them together."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError
from types import SimpleNamespace
from uuid import UUID

import pytest
import redis
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError

from common.api import throttle
from common.api.authentication import has_scope
from common.api.batch import ERROR, Outcome, batch_answer, twins_marked
from common.api.etags import etag_of
from common.api.fields import CleanCharField, JsonObjectField, ListOrOneField, StrictSerializer
from common.api.handler import field_problems, problem_handler
from common.api.idempotency import KEY
from common.api.parsers import strict_json
from common.api.query import ListQuery, query_read
from common.api.refusals import QueryError
from common.api.views import ApiView
from common.errors import ConflictError


class Sample(StrictSerializer):
    """One field of every kind."""

    name = CleanCharField(required=False)
    count = serializers.IntegerField(required=False)
    at = serializers.DateTimeField(required=False)
    tags = ListOrOneField(child=serializers.CharField(), required=False)
    custom = JsonObjectField(required=False)


@pytest.mark.parametrize(
    "raw",
    [b'{"a": 1, "a": 2}', b"NaN", b'"\\u0000"', b'"\\ud800"', b"[" * 40 + b"]" * 40, b"1" * 40, b"1e999", b"\xff"],
)
def test_strict_json_refuses(raw):
    with pytest.raises(ParseError):
        strict_json(raw)


def test_strict_json_takes_what_is_json():
    assert strict_json('{"a": [1, 2.5, null, "ő"]}'.encode()) == {"a": [1, 2.5, None, "ő"]}


@pytest.mark.parametrize(
    "given",
    [
        {"nobody": 1},
        {"name": "a\u202eb"},
        {"count": "٣"},
        {"count": True},
        {"count": 2**63},
        {"at": "9999-12-31T23:59:59-23:59"},
        {"custom": {"a": "x" * 70_000}},
        [],
    ],
)
def test_the_strict_serializer_refuses(given):
    assert not Sample(data=given).is_valid()


def test_the_strict_serializer_normalises():
    sample = Sample(data={"name": "e\u0301", "tags": "one", "count": "12"})

    assert sample.is_valid()
    assert sample.validated_data == {"name": "é", "tags": ["one"], "count": 12}


def test_errors_point_into_the_body():
    detail = ValidationError(
        {"a": {"b/c": ["wrong"]}, "list": [{}, {"x": ["odd"]}], "non_field_errors": ["all"]}
    ).detail

    assert [problem["pointer"] for problem in field_problems(detail)] == ["/a/b~1c", "/list/1/x", ""]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404(), 404),
        (DataError(), 400),
        (IntegrityError(), 409),
        (OperationalError(), 503),
        (ConflictError("no"), 409),
        (ParseError(), 400),
    ],
)
def test_known_errors_become_problems(error, status):
    answer = problem_handler(error, {})

    assert answer is not None
    assert (answer.status_code, answer.data["status"]) == (status, status)


def test_a_bug_stays_a_bug():
    assert problem_handler(KeyError("x"), {}) is None


@pytest.mark.parametrize(
    ("raw", "limit"), [("", 50), ("limit=0", 1), ("limit=-7", 1), ("limit=7", 7), ("limit=999", 200)]
)
def test_the_limit_is_clamped(raw, limit):
    assert query_read(ListQuery, QueryDict(raw))["limit"] == limit


@pytest.mark.parametrize("raw", ["limit=x", "limit=٣", "count=1", "limit=1&limit=2", "nobody=1", "updated_since=x"])
def test_junk_parameters_are_refused(raw):
    with pytest.raises(QueryError):
        query_read(ListQuery, QueryDict(raw))


def test_a_moment_may_carry_an_unescaped_plus():
    found = query_read(ListQuery, QueryDict("updated_since=2026-01-01T02:00:00+02:00"))

    assert found["updated_since"] == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_tag_names_record_and_version():
    record = SimpleNamespace(public_id=UUID(int=255), version=3)

    assert etag_of(record) == '"000000000000-3"'


def test_scopes():
    assert has_scope(["*"], "jobs:read")
    assert has_scope(["jobs:read"], "jobs:read")
    assert not has_scope(["jobs:read"], "jobs:write")


def test_the_last_of_twins_wins():
    assert list(twins_marked([("s", "1"), None, ("s", "2"), ("s", "1"), None])) == [0]


def test_all_or_none_answers_422_with_pointers():
    outcomes = [Outcome("created"), Outcome(ERROR, errors=[{"field": "name", "code": "bad", "detail": "no"}])]

    assert batch_answer(outcomes, all_or_none=False).status_code == 200
    refused = batch_answer(outcomes, all_or_none=True)
    assert refused.status_code == 422
    assert refused.data["errors"][0]["pointer"] == "/inputs/1/name"


@pytest.mark.parametrize(
    ("key", "fits"), [("a", True), ("x" * 255, True), ("", False), ("x" * 256, False), ("é", False)]
)
def test_idempotency_keys_are_printable_ascii(key, fits):
    assert bool(KEY.fullmatch(key)) is fits


def test_a_view_without_a_scope_is_refused_at_once():
    with pytest.raises(TypeError, match="names no scope"):
        ApiView().scope_wanted(SimpleNamespace(method="GET"))  # type: ignore[arg-type]


def test_the_limit_holds_exactly_and_without_valkey_too(settings, monkeypatch, one_window):
    settings.API_REQUESTS_PER_WINDOW, settings.API_WINDOW_SECONDS = 3, 3600

    shared = [throttle.request_take(key="exact", tenant="t").allowed for _ in range(4)]
    monkeypatch.setattr(throttle, "_away_until", time.monotonic() + 60)
    alone = [throttle.request_take(key="alone", tenant="u").allowed for _ in range(4)]

    assert shared == alone == [True, True, True, False]


def test_the_first_requests_of_a_process_share_one_client(settings, monkeypatch, one_window):
    made: list[redis.Redis] = []
    both = Barrier(2)

    def slow(url: str, **options: float) -> redis.Redis:
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.5)  # until the other thread is here as well, which it must never be
        made.append(redis.Redis(unix_socket_path="/nowhere", **options))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(throttle, "_client", None)
    monkeypatch.setattr(throttle, "redis", SimpleNamespace(Redis=SimpleNamespace(from_url=slow)))
    with ThreadPoolExecutor(2) as threads:
        used = list(threads.map(lambda _: throttle._valkey(), range(2)))

    assert used == [made[0], made[0]]
    assert len(made) == 1


@pytest.mark.parametrize("away_seconds", [0, 60])
def test_a_key_beyond_its_limit_takes_nothing_from_the_others(settings, monkeypatch, one_window, away_seconds):
    settings.API_REQUESTS_PER_WINDOW = 2
    monkeypatch.setattr(throttle, "_away_until", time.monotonic() + away_seconds)
    tenant = f"shared {away_seconds}"

    loud = [throttle.request_take(key=f"loud {away_seconds}", tenant=tenant).allowed for _ in range(30)]
    quiet = throttle.request_take(key=f"quiet {away_seconds}", tenant=tenant)

    assert loud == [True, True] + [False] * 28
    assert (quiet.allowed, quiet.remaining) == (True, 1)
