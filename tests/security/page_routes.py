"""Every address of a page, read off the URL conf."""

from __future__ import annotations

from uuid import UUID

from abs_platform import urls
from tests.security.api_routes import addresses_below

SAMPLES = {"uuid": str(UUID(int=7)), "int": "1", "slug": "x", "str": "x", "path": "x"}


def page_addresses() -> list[str]:
    """This function will return every address outside the REST interface, its parts filled with samples."""
    addresses = []
    for path, _ in addresses_below(urls.urlpatterns, "/"):
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
