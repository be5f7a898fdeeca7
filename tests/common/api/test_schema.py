"""The interface describes itself, completely."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


def test_the_description_is_openapi_3_1_and_needs_no_key(client):
    answer = client.get("/api/v1/schema/")

    described = answer.json()
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert "/api/v1/jobs/{id}" in described["paths"]


def test_every_operation_describes_its_refusals_as_problems(client):
    paths = client.get("/api/v1/schema/").json()["paths"]

    for path, operations in paths.items():
        for method, operation in operations.items():
            content = operation["responses"]["401"]["content"]
            assert list(content) == ["application/problem+json"], (method, path)


@pytest.mark.urls("tests.common.api.probe")
def test_a_resource_is_described_by_its_own_forms_and_serializers(client):
    paths = client.get("/api/v1/schema/").json()["paths"]

    listing = paths["/api/v1/accounts"]["get"]
    assert listing["operationId"] == "accounts_list"
    assert {"limit", "after", "sort", "count", "updated_since", "employees", "name"} == {
        parameter["name"] for parameter in listing["parameters"]
    }
    assert {path for path in paths if path.startswith("/api/v1/accounts")} >= {
        "/api/v1/accounts",
        "/api/v1/accounts/batch/read",
        "/api/v1/accounts/batch/upsert",
        "/api/v1/accounts/by-external-id/{source}/{external_id}",
        "/api/v1/accounts/{id}",
    }


def test_every_operation_has_a_name_of_its_own(client):
    paths = client.get("/api/v1/schema/").json()["paths"]

    ids = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if re.search(r"_\d+$", name)] == [], "told apart by a number alone"


def test_a_list_and_one_of_its_records_are_named_for_what_they_answer(client):
    paths = client.get("/api/v1/schema/").json()["paths"]

    assert {path: paths[f"/api/v1/tiers/{path}"]["get"]["operationId"] for path in ("vetoes", "vetoes/{id}")} == {
        "vetoes": "tiers_vetoes_list",
        "vetoes/{id}": "tiers_vetoes_read",
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_description_is_made_without_a_warning(language):
    with translation.override(language):
        call_command("spectacular", fail_on_warn=True, validate=True, stdout=StringIO())


def test_the_documentation_page_has_no_inline_script_or_style(client):
    page = client.get("/api/v1/docs/").content.decode()

    assert "<script>" not in page
    assert "style=" not in page
    assert "/api/v1/schema/" in page


def test_an_unknown_address_is_one_whatever_is_sent_there() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/nothing/here", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_unknown_address_is_a_problem_document(client):
    answer = client.get("/api/v1/nothing/here")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
