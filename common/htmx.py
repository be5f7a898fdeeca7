"""What our pages ask of htmx: is this a fragment request, where to go next, and toasts that arrive with a fragment."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

LEAVES_THE_PAGE = ("HX-Redirect", "HX-Refresh", "HX-Location")


class HtmxRequest(HttpRequest):
    """A request that went through ``HtmxMiddleware``."""

    htmx: HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """This function will tell whether htmx asked for a part of a page.

    A boosted link and a page restored from history need the whole page, so they count as ordinary requests.
    """
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request  # type: ignore[union-attr]


def partial_for(request: HttpRequest, template: str, partial: str) -> str:
    """This function will name the partial inside ``template`` for a fragment request, else the whole template."""
    return f"{template}#{partial}" if wants_fragment(request) else template


def go_to(request: HttpRequest, to: object, *args: object, **kwargs: object) -> HttpResponse:
    """This function will send the browser to another page, whether it posted by itself or through htmx.

    ``to`` is what ``django.shortcuts.redirect`` takes: a model, a view name or an address.
    """
    url = resolve_url(to, *args, **kwargs)  # type: ignore[arg-type]
    return HttpResponseClientRedirect(url) if wants_fragment(request) else HttpResponseRedirect(url)


class ToastMiddleware:
    """Puts waiting messages at the end of a fragment, so that they appear at once and not on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not wants_fragment(request) or not isinstance(response, HttpResponse) or _stays_silent(response):
            return response
        waiting = get_messages(request)
        if len(waiting):
            toasts = render_to_string("components/toasts.html", {"messages": list(waiting), "swapped": True}, request)
            response.content = response.content + toasts.encode()
        return response


def _stays_silent(response: HttpResponse) -> bool:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    leaves = any(header in response.headers for header in LEAVES_THE_PAGE)
    return not is_page or leaves or 300 <= response.status_code < 400 or response.status_code == 204
