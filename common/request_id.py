"""One id a request, in the answer, the errors, the audit log and the log lines."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")  # a foreign id is taken over only where it cannot forge a log line

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Takes over a proxy's ``X-Request-ID`` or makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the id for the request and name it in the answer."""
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if SAFE.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class RequestIdFilter(logging.Filter):
    """Gives every log record the id of the request it was written for, ``-`` where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """This function will put ``request_id`` on the record, and drop none."""
        record.request_id = request_id.get() or "-"
        return True
