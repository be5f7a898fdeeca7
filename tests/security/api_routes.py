"""Every address of the REST interface, read off the URL conf, so that a new one cannot be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from abs_platform import urls_api
from common.api.resource import ResourceView
from common.api.views import ApiView

METHODS = ("get", "post", "put", "patch", "delete")
OPEN = {"api-schema", "api-docs", "api-nothing"}  # need no key


@dataclass(frozen=True)
class Route:
    """One address with one method."""

    path: str  # /api/v1/accounts/<uuid:id>
    method: str  # GET
    view: type[ApiView]
    action: str  # "" for a plain view
    name: str

    @property
    def resource(self) -> str:
        """The first word of the path."""
        return self.path.removeprefix("/api/v1/").split("/")[0]

    @property
    def is_resource(self) -> bool:
        """Whether it is one of a resource's own addresses."""
        return issubclass(self.view, ResourceView)

    @property
    def takes_id(self) -> bool:
        """Whether an object's id stands in the path."""
        return "<uuid:" in self.path or "<str:profile>" in self.path

    def filled(self, id: Any, *, source: str = "s", external_id: str = "e") -> str:
        """The address with the id, or the external key, of an object."""
        words = []
        for word in self.path.split("/"):
            if word.startswith("<uuid:") or word == "<str:profile>":
                words.append(str(id))
            elif word.startswith("<int:"):
                words.append("1")
            elif word == "<slug:name>":
                words.append("win_rate")
            elif word == "<str:source>":
                words.append(source)
            elif word.startswith("<"):
                words.append(external_id)
            else:
                words.append(word)
        return "/".join(words)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses_below(patterns: list[Any], prefix: str) -> list[tuple[str, URLPattern]]:
    """This function will return every pattern with its whole path."""
    found: list[tuple[str, URLPattern]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += addresses_below(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern))
    return found


def api_routes() -> list[Route]:
    """This function will return every address × method that asks for a key."""
    routes = []
    for path, pattern in addresses_below(urls_api.urlpatterns, "/api/v1/"):
        if pattern.name in OPEN:
            continue
        view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
        assert view is not None and issubclass(view, ApiView), f"{path} is no ApiView: nothing guards it"
        actions = getattr(pattern.callback, "actions", None)
        methods = actions or {method: "" for method in METHODS if hasattr(view, method)}
        routes += [
            Route(path, method.upper(), view, action, str(pattern.name))
            for method, action in methods.items()
            if method in METHODS
        ]
    return routes


ROUTES = api_routes()
