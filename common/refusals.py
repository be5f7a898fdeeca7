"""What a page answers when a service refuses: the one place where an ``AbsError`` becomes an answer for a person."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from common.errors import AbsError
from common.htmx import wants_fragment


class UnstorableTextError(AbsError):
    """A text holds NUL, which PostgreSQL's texts cannot: nobody types it, but a made-up address or form may."""

    code = "unstorable_text"


class RefusalMiddleware:
    """Tells the person what was refused and leaves him where he was. The REST interface has its own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """This function will answer for an ``AbsError`` of a view, whose transaction is rolled back already."""
        if isinstance(exception, ValueError) and "cannot contain NUL" in str(exception):  # so says psycopg2
            exception = UnstorableTextError(_("A text holds a character that cannot be stored."))
        return refusal_answer(request, exception) if isinstance(exception, AbsError) else None


def refusal_answer(request: HttpRequest, refusal: AbsError) -> HttpResponse:
    """This function will answer a page's request with a refusal: where the person was, else on a page of its own."""
    if wants_fragment(request):
        refused = HttpResponse(status=refusal.status, headers={"X-Refusal": quote(refusal.message)})
        refused.headers["HX-Reswap"] = "none"
        return refused
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if request.method == "POST" and is_ours:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(back)
    return render(request, "refused.html", {"message": refusal.message}, status=refusal.status)
