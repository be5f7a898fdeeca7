from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from common.proxy import ClientAddressMiddleware


def address_seen(forwarded: str | None) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    ClientAddressMiddleware(view)(RequestFactory().get("/", headers=headers, REMOTE_ADDR="172.18.0.1"))
    return seen[0]


def test_the_client_is_who_the_proxy_says() -> None:
    assert address_seen("203.0.113.9") == "203.0.113.9"
    assert address_seen("2001:db8::7") == "2001:db8::7"


def test_what_the_client_itself_claims_counts_for_nothing() -> None:
    assert address_seen("10.0.0.1, 198.51.100.4,203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "203.0.113.9, <script>", "203.0.113.9:4711"])
def test_what_is_no_address_leaves_the_proxys_own(forwarded: str | None) -> None:
    assert address_seen(forwarded) == "172.18.0.1"
