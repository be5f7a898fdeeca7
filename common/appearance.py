"""The reader's choice of light or dark, kept in a cookie so that the server draws the right one at once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "abs-theme"
CHOICES = ("light", "dark", "auto")
YEAR_SECONDS = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """This function will return light, dark or auto: the cookie's, else the person's own choice."""
    chosen = request.COOKIES.get(COOKIE) or getattr(getattr(request, "user", None), "theme", "auto")
    return chosen if chosen in CHOICES else "auto"


def theme_remember(response: HttpResponseBase, theme: str) -> None:
    """This function will set the cookie that ``theme_of`` reads."""
    response.set_cookie(
        COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


def appearance(request: HttpRequest) -> dict[str, str]:
    """This function will give every template the chosen ``theme``."""
    return {"theme": theme_of(request)}
