"""Who asks, where a proxy of ours stands between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Puts the client's address where the proxy's stands, for the audit log and the limits on sign-in.

    Only for deployments behind one proxy of their own (``ABS_BEHIND_PROXY``). That proxy wrote the last address of
    ``X-Forwarded-For``; what stands before it is the client's own claim and counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the address over where there is a sound one, and pass the request on."""
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        with suppress(ValueError):  # none, or not an address: the proxy's own stays
            request.META["REMOTE_ADDR"] = str(ip_address(last))
        return self.get_response(request)
