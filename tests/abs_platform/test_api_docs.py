from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_documentation_page_needs_no_key_and_only_reads(client):
    assert client.get("/api/v1/docs/").status_code == 200
    assert client.head("/api/v1/docs/").status_code == 200
    assert client.delete("/api/v1/docs/").status_code == 405


def test_the_description_is_made_once_and_not_for_every_caller(client, monkeypatch):
    first = client.get("/api/v1/schema/")

    monkeypatch.setattr("abs_platform.api_docs.SchemaGenerator", None)
    again = client.get("/api/v1/schema/")

    assert first["Content-Type"] == "application/vnd.oai.openapi+json"
    assert again.content == first.content
    assert client.post("/api/v1/schema/").status_code == 405
