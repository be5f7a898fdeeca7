"""Every address of a page, read off the URL conf."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver

from abs_platform import urls

SAMPLES = {"uuid": str(UUID(int=7)), "int": "1", "slug": "x", "str": "x", "path": "x"}


def _walk(patterns: list[Any], prefix: str) -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern))
    return found


def page_addresses() -> list[str]:
    """This function will return every address outside the REST interface, its parts filled with samples."""
    addresses = []
    for path, _ in _walk(urls.urlpatterns, "/"):
        if path.startswith("/api/v1/"):
            continue
        filled = path.replace("^", "").replace("$", "").replace("\\Z", "")
        for kind, sample in SAMPLES.items():
            while f"<{kind}:" in filled:
                before, _, rest = filled.partition(f"<{kind}:")
                filled = before + sample + rest.partition(">")[2]
        if "(?P<" not in filled and "<" not in filled:
            addresses.append(filled)
    return sorted(set(addresses))


ADDRESSES = page_addresses()
