from __future__ import annotations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from common.htmx import ToastMiddleware, go_to, partial_for


def _request(**headers):
    request = RequestFactory().get("/accounts/", headers=headers)
    HtmxMiddleware(lambda _: HttpResponse())(request)
    setattr(request, "_messages", CookieStorage(request))  # noqa: B010 - what MessageMiddleware does
    return request


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "list.html"),
        ({"HX-Request": "true"}, "list.html#table"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "list.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "list.html"),
    ],
)
def test_only_a_real_fragment_request_gets_the_partial(headers, template):
    assert partial_for(_request(**headers), "list.html", "table") == template


def test_after_a_form_htmx_is_told_where_to_go():
    assert go_to(_request(), "/there/").status_code == 302
    assert go_to(_request(**{"HX-Request": "true"}), "/there/")["HX-Redirect"] == "/there/"


def _answer(request, response):
    messages.success(request, "Saved")
    return ToastMiddleware(lambda _: response)(request)


def test_a_message_comes_with_the_fragment():
    answer = _answer(_request(**{"HX-Request": "true"}), HttpResponse("<p>row</p>"))

    assert b'hx-swap-oob="beforeend"' in answer.content
    assert b"Saved" in answer.content


@pytest.mark.parametrize(
    ("headers", "response"),
    [
        ({}, HttpResponse("page")),
        ({"HX-Request": "true"}, HttpResponseRedirect("/there/")),
        ({"HX-Request": "true"}, HttpResponse("{}", content_type="application/json")),
        ({"HX-Request": "true"}, HttpResponse("", headers={"HX-Redirect": "/there/"})),
    ],
)
def test_a_message_waits_for_the_next_page_otherwise(headers, response):
    assert b"Saved" not in _answer(_request(**headers), response).content
