"""Losing Valkey loses time: pages go on, and what was to be forgotten does not come back with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from common.cache import PatientCache
from tests.clients import AbsClient
from tests.factories import member
from users.models import User

HERE = settings.CACHES["default"]
NOWHERE = {"default": {**HERE, "LOCATION": "unix:///nowhere/valkey.sock?db=0"}}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(PatientCache, "_away_until", 0.0)
    monkeypatch.setattr(PatientCache, "_owed", {})
    cache().clear()
    yield
    cache().clear()


def cache(location: str = "") -> PatientCache:
    return PatientCache(location or settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": "test_cache"})


def away() -> PatientCache:
    return cache("unix:///nowhere/valkey.sock?db=0")


def come_back() -> None:
    PatientCache._away_until = 0.0


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda found: found.get("k", 7), 7),
        (lambda found: found.get_many(["k"]), {}),
        (lambda found: "k" in found, False),
        (lambda found: found.set("k", 1), None),
        (lambda found: found.add("k", 1), True),
        (lambda found: found.touch("k"), False),
        (lambda found: found.delete("k"), False),
    ],
)
def test_a_cache_that_is_away_answers_like_an_empty_one(ask: Callable[[PatientCache], object], answer: object) -> None:
    assert ask(away()) == answer
    assert ask(cache()) == answer, "nobody asks again at once"


def test_a_cache_asks_by_one_client() -> None:
    found = cache()._cache
    assert found.get_client("k") is found.get_client("j", write=True)


def test_a_cache_that_is_there_keeps_and_forgets() -> None:
    found = cache()
    found.set("k", 1)
    assert (found.get("k"), found.get_many(["k"]), "k" in found, found.add("k", 2)) == (1, {"k": 1}, True, False)
    assert (found.touch("k", 60), found.delete("k"), found.get("k"), found.delete("k")) == (True, True, None, False)


@pytest.mark.parametrize("change", [lambda found: found.delete("k"), lambda found: found.set("k", 2)])
def test_a_value_that_changed_meanwhile_does_not_come_back(change: Callable[[PatientCache], object]) -> None:
    cache().set("k", 1)
    cache().set("other", 1)
    change(away())
    come_back()

    assert (cache().get("k"), cache().get("other")) == (None, 1)


@pytest.mark.parametrize("path", ["/", "/accounts/", "/jobs/", "/metrics/", "/settings/profile/"])
def test_pages_are_served_without_valkey(login, path) -> None:
    client = login("admin")
    with override_settings(CACHES=NOWHERE):
        assert client.get(client.base + path).status_code == 200


def test_people_sign_in_and_out_without_valkey(acme) -> None:
    user = member(acme, "rep")
    user.set_password("correct horse battery")
    user.save()
    browser = AbsClient()
    with override_settings(CACHES=NOWHERE):
        given = {"login": user.email, "password": "correct horse battery"}
        assert browser.post("/auth/login/", given).status_code == 302
        assert browser.get("/w/acme/accounts/").status_code == 200
        kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
    come_back()
    assert browser.get("/w/acme/accounts/").status_code == 200
    with override_settings(CACHES=NOWHERE):
        browser.post("/auth/logout/")
    come_back()
    browser.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert browser.get("/w/acme/accounts/").status_code == 302


def sign_in(email: str, password: str) -> AbsClient:
    browser = AbsClient()
    browser.post("/auth/login/", {"login": email, "password": password})
    return browser


def is_signed_in(browser: AbsClient) -> bool:
    return "_auth_user_id" in browser.session


@pytest.fixture
def person(acme: Any) -> User:
    user = member(acme, "rep")
    user.set_password("correct horse battery")
    user.save()
    return user


def test_guessing_passwords_is_slowed_down_without_valkey(person: User) -> None:
    with override_settings(CACHES=NOWHERE):
        for _ in range(5):
            sign_in(person.email, "wrong")
        assert not is_signed_in(sign_in(person.email, "correct horse battery"))


def test_who_mistypes_now_and_then_still_comes_in_without_valkey(person: User) -> None:
    with override_settings(CACHES=NOWHERE):
        for _ in range(4):
            sign_in(person.email, "wrong")
        for _ in range(3):  # a try that succeeds is not held against anybody
            assert is_signed_in(sign_in(person.email, "correct horse battery"))


def test_what_valkey_counted_is_still_counted_when_it_is_back(person: User) -> None:
    for _ in range(5):
        sign_in(person.email, "wrong")
    with override_settings(CACHES=NOWHERE):
        sign_in(person.email, "wrong")
    come_back()
    assert not is_signed_in(sign_in(person.email, "correct horse battery"))


def test_only_tries_are_counted_here_meanwhile() -> None:
    counts = "allauth:rl:account:login_failed:5/300/key:0"
    away().set(counts, [1.0], 60)
    away().set("k", [1.0], 60)
    assert (away().get(counts), away().get("k")) == ([1.0], None)
    assert (away().add(counts, 2), away().delete(counts), away().add(counts, 2)) == (False, True, True)
