"""Every page, found by following links: accessible in both themes and directions, within the policy, without errors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.conftest import HOME
from tests.journeys.seed import ANN, FULL, PARISA, addresses_file
from tests.journeys.visitor import PHONE, Visitor, press, told

PREFIX = f"/w/{FULL}"
START = (
    f"{PREFIX}/",
    f"{PREFIX}/tiers/waiting/tier-1/",
    f"{PREFIX}/accounts/",
    "/workspaces/?all=1",
    "/auth/password/change/",
)
OUTSIDE = ("/auth/login/", "/auth/password/reset/", "/auth/password/reset/done/", "/auth/signup/", "/nothing-here/")
OUTSIDE_VIEWS = {"users:invitation"}  # walked in test_entrance
COLOURS = ["color-contrast", "link-in-text-block"]

# Addresses that answer GET with something that is no page of its own.
FRAGMENTS = {
    "accounts:segment_count": "the live count beside the rule",
    "crm:account_options": "the options of a select",
    "crm:errors": "the rejected rows as a file",
    "icp:preview": "the histogram beside the editor",
}
TWICE = """
() => [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, place, all) => all.indexOf(id) < place)
"""
ZERO = "00000000-0000-0000-0000-000000000000"
SAMPLES = {"uuid": ZERO, "int": 1, "str": "x", "slug": "x"}


def _view_of(path: str) -> str:
    """The name of the view behind an address of the workspace, "" for none."""
    try:
        return resolve(path.removeprefix(PREFIX) or "/").view_name
    except Resolver404:
        return ""


def _links(window: Visitor) -> list[str]:
    found = window.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)")
    here = [urlsplit(link) for link in found if link.startswith(window.url)]
    return [f"{link.path}?{link.query}" if link.query else link.path for link in here]


def _is_page(link: str) -> bool:
    path, _, query = link.partition("?")
    return path.startswith(PREFIX + "/") and "format=csv" not in query


def _check(window: Visitor, name: str, faults: list[str], *, first: str, second: str) -> None:
    """Everything in the first theme, only what colours can break in the second."""
    window.theme(first)
    window.screenshot(f"{name}-{first}")
    if violations := window.broken_accessibility():
        faults.append(f"{name} {first}: {told(violations)}")
    window.theme(second)
    if violations := window.broken_accessibility(rules=COLOURS):
        faults.append(f"{name} {second}: {told(violations)}")
    faults.extend(f"{name}: CSP {report}" for report in window.csp_reports())
    if twice := window.page.evaluate(TWICE):
        faults.append(f"{name}: ids that stand twice, so that labels lead astray: {twice}")
    overflow = window.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    if overflow > 1:
        faults.append(f"{name}: the page is {overflow} pixels wider than the window")


def _crawl(window: Visitor, faults: list[str], *, first: list[str]) -> dict[str, str]:
    """One address for each view that links lead to, checked as it is found."""
    seen: dict[str, str] = {}
    deep = json.loads(addresses_file(HOME / "journeys").read_text())
    waiting = [*first, *(f"{PREFIX}/{path}" for path in deep), *START]
    while waiting:
        link = waiting.pop(0)
        view = _view_of(urlsplit(link).path)
        if not view or view in seen:
            continue
        seen[view] = link
        if not window.open(link):
            continue
        _check(window, f"{view.replace(':', '-')}-ltr", faults, first="light", second="dark")
        waiting += [found for found in _links(window) if _is_page(found)]
    return seen


def test_every_page_is_sound_on_a_wide_and_a_narrow_screen_and_from_right_to_left(
    visitor: Callable[..., Visitor],
) -> None:
    faults: list[str] = []
    ann = visitor(ANN)
    seen = _crawl(ann, faults, first=_make_what_only_forms_make(ann))
    window = visitor(PARISA, size=PHONE)
    for view, link in seen.items():
        if not window.open(link):
            continue
        if view.startswith(("users:", "account_")) is False:
            assert window.page.locator("html").get_attribute("dir") == "rtl"
        _check(window, f"{view.replace(':', '-')}-rtl", faults, first="dark", second="light")

    assert not faults, "\n\n".join(faults)
    assert _page_views(ann) - set(seen) - set(FRAGMENTS) == OUTSIDE_VIEWS


def test_the_pages_outside_are_sound(visitor: Callable[..., Visitor]) -> None:
    faults: list[str] = []
    window = visitor()
    window.expected.add("404")
    for link in OUTSIDE:
        window.page.goto(link)
        _check(window, link.strip("/").replace("/", "-"), faults, first="light", second="dark")

    assert not faults, "\n\n".join(faults)


def _page_views(window: Visitor) -> set[str]:
    """The names of all views that a browser can open with GET, but for the REST interface and the entrance."""
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, path: str) -> None:
        for pattern in patterns:
            at = path + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                walk(pattern.url_patterns, inner, at)
            elif pattern.name and not at.startswith(("api/", "healthz", "readyz", "auth/")):
                found[prefix + pattern.name] = at

    walk(get_resolver().url_patterns, "", "")
    return {name for name, path in found.items() if not _only_takes_forms(window, path)}


def _only_takes_forms(window: Visitor, pattern: str) -> bool:
    path = re.sub(r"<(\w+):\w+>", lambda part: str(SAMPLES[part[1]]), pattern)
    return window.context.request.get(f"{PREFIX}/{path}", max_redirects=0).status == 405


def _make_what_only_forms_make(window: Visitor) -> list[str]:
    """A second version of the profile and its next draft, an uploaded file, a session that has begun: their pages."""
    page = window.page
    made = []
    for is_last in (False, True):
        page.goto(f"{PREFIX}/icp/")
        page.locator("main table a").first.click()
        page.get_by_role("link", name="Version 1", exact=True).first.click()
        press(page, page.get_by_role("button", name="Edit as a draft"))
        if is_last:
            made.append(urlsplit(page.url).path)
        else:
            page.get_by_role("link", name="Publish…").click()
            press(page, page.get_by_role("button", name="Publish"))
    page.goto(f"{PREFIX}/imports/")
    page.locator("input[type=file]").set_input_files(
        {"name": "companies.csv", "mimeType": "text/csv", "buffer": b"Name,Staff\nAcme,12\n"}
    )
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    made.append(urlsplit(page.url).path)
    page.goto(f"{PREFIX}/accounts/")
    page.locator("main tbody .cell-name a").first.click()
    page.get_by_role("link", name="Plan session").click()
    page.get_by_label("Title").fill("First meeting")
    page.get_by_label("Begins").fill(f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT10:00}")
    page.get_by_role("button", name="Save the plan").click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))
    made.append(urlsplit(page.url).path)
    return made
