"""The base of every REST view: key, scope, limit, idempotency and problem documents, each exactly once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from common.api.authentication import key_of
from common.api.idempotency import ReplayError, Taken, answer_keep, answer_replay, key_take
from common.api.refusals import ProblemError
from common.api.throttle import request_take

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ApiView(APIView):
    """A view of one address. Name its scope in ``required_scope``: ``"accounts"`` asks for ``accounts:read`` where
    the method is safe, else for ``accounts:write``; a full ``"metrics:read"`` is taken as it is.
    """

    required_scope: ClassVar[str] = ""
    taken: Taken | None = None
    limit_headers: dict[str, str]

    @non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the request's transaction alone: a refusal undoes all of it, so the view needs no savepoint."""
        return super().dispatch(request, *args, **kwargs)

    def scope_wanted(self, request: Request) -> str:
        """Return the scope this request needs."""
        if not self.required_scope:
            raise TypeError(f"{type(self).__name__} names no scope")
        if ":" in self.required_scope:
            return self.required_scope
        return f"{self.required_scope}:{'read' if request.method in SAFE_METHODS else 'write'}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, check the scope, count the request, then take its ``Idempotency-Key``."""
        self.limit_headers = {}
        super().initial(request, *args, **kwargs)
        if any(isinstance(part, str) and "\x00" in part for part in kwargs.values()):
            raise Http404  # PostgreSQL's text holds no NUL, so nothing can be named so
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            # without a length the framework reads nothing, and the body would seem to be empty
            raise ProblemError(411, "length_required", "Send the body with its Content-Length, not in chunks.")
        self.taken = key_take(request) if request.method == "POST" else None

    def check_throttles(self, request: Request) -> None:
        """Count the request.

        :raises Throttled: 429 with ``Retry-After``.
        """
        if request.auth is None:
            return
        key = key_of(request)
        allowance = request_take(key=str(key.public_id), tenant=str(key.tenant_id))
        self.limit_headers = allowance.headers()
        if not allowance.allowed:
            raise Throttled(wait=allowance.reset_seconds)

    def handle_exception(self, exc: Exception) -> Any:
        """Give an earlier answer again, or turn the refusal into a problem document."""
        if isinstance(exc, ReplayError):
            return answer_replay(exc.answer)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the limits; undo the work of a refusal; keep the answer of a success beside its effect."""
        final = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "limit_headers", {}).items():
            final[name] = value
        if final.status_code >= 400:
            set_rollback()
        elif self.taken is not None and isinstance(final, Response):
            final.render()
            answer_keep(self.taken, final)
        return final
