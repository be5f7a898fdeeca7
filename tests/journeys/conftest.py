"""A served site and one browser for all journeys.

Both belong to the package and not to the session: while Playwright runs, its event loop keeps Django's ORM from being
used in the same thread, and other tests may follow in this process.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import HOME, STACK
from tests.journeys.site import Site
from tests.journeys.visitor import PATIENCE_MS, Visitor

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",  # a container's /dev/shm may be too small for it
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """The product with its examples, served on a port of its own."""
    served = Site(STACK, HOME)
    try:
        served.start()
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail("the journeys need Chromium; as root: apt-get install chromium", pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS, timeout=PATIENCE_MS)
        yield started
        started.close()


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """``visitor()`` opens a window; at the end no window may have had anything to complain about."""
    opened: list[Visitor] = []

    def enter(email: str = "", **more: dict[str, int]) -> Visitor:
        made = Visitor(browser, site.url, **more)
        opened.append(made)
        if email:
            made.sign_in(email)
        return made

    yield enter
    faults = [fault for one in opened for fault in (*one.faults, *one.csp_reports())]
    for one in opened:
        one.close()
    assert not faults, "\n".join(faults)
