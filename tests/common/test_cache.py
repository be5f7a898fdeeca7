"""Losing Valkey loses time: pages go on, and what was to be forgotten does not come back with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from common.cache import PatientCache
from tests.clients import AbsClient
from tests.factories import member

HERE = settings.CACHES["default"]
NOWHERE = {"default": {**HERE, "LOCATION": "unix:///nowhere/valkey.sock?db=0"}}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(PatientCache, "_away_until", 0.0)
    monkeypatch.setattr(PatientCache, "_owed", {})
    yield


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
