from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_documentation_page_needs_no_key_and_only_reads(client):
    assert client.get("/api/v1/docs/").status_code == 200
    assert client.head("/api/v1/docs/").status_code in (200, 405)
    assert client.delete("/api/v1/docs/").status_code == 405
