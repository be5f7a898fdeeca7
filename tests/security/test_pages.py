"""Pages: no write without a CSRF token, no write by GET, and the same protective headers on every answer."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from tests.clients import AbsClient
from tests.factories import member
from tests.security.api_rows import SMALLEST, stored
from tests.security.checksums import tenant_checksums
from tests.security.page_routes import ADDRESSES
from users.services import Actor
from users.services.workspaces import tenant_create

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
}
LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
MOST_PAGES = 150


def _workspace() -> Any:
    return tenant_create(
        slug="full",
        name="Full",
        owner_email="owner@full.test",
        password="correct horse battery",
        now=timezone.now(),
        actor=Actor.of_command("test"),
    )


def _policy(text: str) -> set[str]:
    return {part.strip() for part in text.split(";") if part.strip()}


def _assert_protected(answer: Any, what: str) -> None:
    for name, value in HEADERS.items():
        if name == "Content-Security-Policy":
            assert _policy(answer[name]) == _policy(value), what
        else:
            assert answer[name] == value, (what, name)


def test_the_url_conf_was_read():
    assert len(ADDRESSES) > 60


def test_every_unsafe_request_without_a_token_is_refused(acme):
    user = member(acme, "admin")
    client = AbsClient(enforce_csrf_checks=True)
    client.force_login(user)

    for address in ADDRESSES:
        inside = address if address.startswith(("/auth/", "/healthz", "/readyz")) else f"/w/acme{address}"
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(inside)
            assert answer.status_code == 403, f"{method} {inside}: {answer.status_code}"


def test_htmx_sends_the_token_as_a_header(acme):
    user = member(acme, "admin")
    client = AbsClient(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.get("/w/acme/jobs/").content.decode()
    found = re.search(r"X-CSRFToken&quot;: &quot;(\w+)|\"X-CSRFToken\": \"(\w+)\"", page)
    assert found is not None
    token = found.group(1) or found.group(2)

    answer = client.post(f"/w/acme/jobs/{uuid4()}/cancel", headers={"X-CSRFToken": token, "HX-Request": "true"})

    assert answer.status_code == 404  # past the token, and there is no such job


def _crawl(client: Any, start: list[str]) -> dict[str, Any]:
    """Follow links inside the workspace; of addresses with the same pattern visit one."""
    waiting, seen = list(start), set()
    answers: dict[str, Any] = {}
    while waiting and len(answers) < MOST_PAGES:
        address = waiting.pop(0)
        bare = address.partition("?")[0].removeprefix("/w/full")
        try:
            match = resolve(bare)
        except Resolver404:
            continue
        pattern = (match.route, "?" in address and match.route)
        if pattern in seen:
            continue
        seen.add(pattern)
        answers[address] = answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
        elif answer.get("Content-Type", "").startswith("text/html"):
            found = [link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode())]
            waiting += [link for link in found if link.startswith("/w/full/")]
            waiting += [address.partition("?")[0] + link for link in found if link.startswith("?")]
    return answers


def test_reading_every_page_changes_nothing_and_every_answer_is_protected(acme, api):
    tenant = _workspace()
    for resource in SMALLEST:
        if api(tenant=tenant).get(f"/api/v1/{resource}").status_code == 200:
            stored(api(tenant=tenant), resource)
    client = AbsClient()
    client.force_login(member(tenant, "admin"))
    client.get("/w/full/jobs/")
    before = tenant_checksums(tenant)

    answers = _crawl(client, [f"/w/full{address}" for address in ADDRESSES if not address.startswith("/auth/")])

    after = tenant_checksums(tenant)
    assert {table for table in before if before[table] != after[table]} == set()
    assert len(answers) > 60
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 400, 403, 404, 405, 410}
    for address, answer in answers.items():
        _assert_protected(answer, address)
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], address


def test_errors_are_protected_too(acme, login, settings, monkeypatch):
    client = login("rep")
    api = AbsClient()
    client.raise_request_exception = api.raise_request_exception = False
    answers = {
        "anonymous page": AbsClient().get("/w/acme/jobs/"),
        "missing right": client.post(f"{client.base}/jobs/{uuid4()}/cancel"),
        "missing page": client.get(f"{client.base}/nothing/"),
        "foreign workspace": client.get("/w/globex/jobs/"),
        "wrong method": client.get(f"{client.base}/jobs/{uuid4()}/cancel"),
        "anonymous API": api.get("/api/v1/jobs"),
        "missing API": api.get("/api/v1/nothing"),
        "wrong host": AbsClient().get("/", headers={"Host": "evil.example"}),
    }
    monkeypatch.setattr("dashboard.views.jobs.job_kinds", lambda: 1 / 0)
    answers["failure"] = client.get(f"{client.base}/jobs/")

    for what, answer in answers.items():
        _assert_protected(answer, what)
    assert [answer.status_code for answer in answers.values()] == [302, 403, 404, 404, 405, 401, 404, 400, 500]
    assert "ZeroDivisionError" not in answers["failure"].content.decode()


def test_too_many_requests_are_refused_with_the_time_to_wait(acme, api, settings, one_window):
    settings.API_REQUESTS_PER_WINDOW = 3
    settings.API_WINDOW_SECONDS = 3600
    client = api()

    answers = [client.get("/api/v1/jobs") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 3600
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert answers[3]["RateLimit"].startswith('"key";r=0;t=')
    _assert_protected(answers[3], "429")
