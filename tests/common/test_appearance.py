from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from common.appearance import COOKIE, theme_of, theme_remember
from users.models import User


@pytest.mark.parametrize(
    ("cookie", "own", "theme"),
    [("dark", "light", "dark"), (None, "light", "light"), (None, "auto", "auto"), ("<x>", "dark", "auto")],
)
def test_the_cookie_comes_before_the_persons_own_choice(cookie, own, theme):
    request = RequestFactory().get("/")
    request.user = User(theme=own)
    if cookie:
        request.COOKIES[COOKIE] = cookie

    assert theme_of(request) == theme


def test_the_choice_is_kept_out_of_reach_of_scripts():
    response = HttpResponse()
    theme_remember(response, "dark")

    assert response.cookies[COOKIE].value == "dark"
    assert response.cookies[COOKIE]["httponly"] is True
