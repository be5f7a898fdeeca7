from __future__ import annotations

from urllib.parse import unquote

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from common.errors import ConflictError
from common.refusals import RefusalMiddleware

REFUSED = ConflictError("Másvalaki megelőzött.")


def _answer(method="post", error=REFUSED, **headers):
    request = getattr(RequestFactory(), method)("/x/", headers=headers)
    HtmxMiddleware(lambda _: HttpResponse())(request)
    request._messages = CookieStorage(request)
    return request, RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, error)


def test_a_refused_form_leads_back_with_the_reason():
    request, answer = _answer(Referer="http://testserver/there/")

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/there/")
    assert [str(message) for message in request._messages] == ["Másvalaki megelőzött."]


def test_a_refusal_never_leads_to_somebody_elses_page():
    _, answer = _answer(Referer="https://evil.test/")

    assert answer.status_code == 409
    assert "Másvalaki megelőzött." in answer.content.decode()


def test_htmx_gets_the_reason_and_swaps_nothing():
    _, answer = _answer(**{"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Reswap"]) == (409, "none")
    assert unquote(answer["X-Refusal"]) == "Másvalaki megelőzött."


def test_a_text_that_cannot_be_stored_is_refused():
    error = ValueError("A string literal cannot contain NUL (0x00) characters.")

    assert _answer(error=error)[1].status_code == 400


def test_a_bug_is_not_caught():
    assert _answer(error=ValueError("bug"))[1] is None
