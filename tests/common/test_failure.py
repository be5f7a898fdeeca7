"""An error on our side: a page for people, a problem document for clients."""

from __future__ import annotations

import json

import pytest
from django.test import Client

MINE = "a-request-of-mine"


@pytest.fixture
def failing(monkeypatch):
    """A client of a product whose every view has a bug."""

    def broken(self, request):
        raise ZeroDivisionError

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", broken)
    return Client(raise_request_exception=False, headers={"X-Request-ID": MINE})


@pytest.mark.django_db
def test_a_client_of_the_rest_interface_gets_a_problem_document(failing):
    answer = failing.get("/api/v1/accounts")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    problem = json.loads(answer.content)
    assert (problem["code"], problem["request_id"], problem["errors"]) == ("internal_error", MINE, [])


@pytest.mark.django_db
def test_a_person_gets_a_page(failing):
    answer = failing.get("/auth/login/")

    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert f"<code><bdi>{MINE}</bdi></code>" in answer.content.decode()
