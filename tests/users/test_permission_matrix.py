"""Every page address, every role: the table in ``users.permissions`` decides, and a new address without a row fails."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.clients import AbsClient
from tests.factories import member
from users.models import Role
from users.permissions import PERMISSIONS

# Addresses that ask for no right of a workspace, and why.
OPEN = {
    "healthz": "tells that the process lives",
    "readyz": "tells that the process can serve",
    "users:workspaces": "the chooser, before a workspace is known",
    "users:theme": "anybody's own cookie",
    "users:invitation": "the link is the right",
}
VALUES = {
    "uuid": str(UUID(int=7)),
    "int": "7",
    "slug": "nowhere",
    "str": "nowhere",
}


def patterns(resolver: URLResolver, prefix: str = "", names: str = "") -> list[tuple[str, str, Any]]:
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            found += patterns(entry, route, inner)
        elif isinstance(entry, URLPattern):
            found.append((route, f"{names}{entry.name}", entry.callback))
    return found


PAGES = [
    (route, name, view)
    for route, name, view in patterns(get_resolver())
    if not route.startswith(("api/", "auth/")) and name not in OPEN
]
GUARDED = [(route, name, view) for route, name, view in PAGES if hasattr(view, "permission")]


def address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: VALUES[match.group(1) or "str"], route)


def test_every_page_address_names_the_right_it_asks_for():
    assert [name for _, name, view in PAGES if not hasattr(view, "permission")] == []
    assert len(GUARDED) > 60


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_and_writes_what_the_table_says(role: str, acme, login):
    client = login(role)
    wrong = []
    for route, name, view in GUARDED:
        for method, permission in (("get", view.permission), ("post", view.write_permission)):
            status = getattr(client, method)(client.base + address(route)).status_code
            if status == 405:
                continue
            if (status == 403) is (role in PERMISSIONS[permission]):
                wrong.append((name, method, status))
    assert wrong == []


def test_nobody_is_let_in_without_signing_in(acme):
    client = AbsClient()
    for route, name, _ in GUARDED:
        for method in ("get", "post"):
            response = getattr(client, method)("/w/acme" + address(route))
            assert response.status_code == 405 or "/auth/login/" in response["Location"], name


def test_a_member_of_another_workspace_meets_nothing(acme, globex):
    client = AbsClient()
    client.force_login(member(globex, "admin"))
    for route, name, _ in GUARDED:
        for method in ("get", "post"):
            assert getattr(client, method)("/w/acme" + address(route)).status_code in (404, 405), name
