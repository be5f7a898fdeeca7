"""Signing in, switching the workspace, the theme and the palette."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.seed import ANN, FULL, OTHER, ROBIN
from tests.journeys.site import Site
from tests.journeys.visitor import PHONE, Visitor


def test_a_wrong_password_says_no_more_than_that_it_is_wrong(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    told = []
    for email in (ANN, "nobody@journey.test"):
        window.sign_in(email, "wrong-password")
        told.append(window.page.get_by_role("alert").inner_text())

    assert told[0] == told[1] != ""


def test_somebody_with_two_workspaces_chooses_one_and_switches_to_the_other(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ANN)
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Your workspaces")

    window.page.get_by_role("link", name="Journey").click()
    expect(window.page).to_have_url(re.compile(f"/w/{FULL}/$"))

    window.page.locator(".workspace-switch > summary").click()
    window.page.get_by_role("link", name="Second", exact=True).click()
    expect(window.page).to_have_url(re.compile(f"/w/{OTHER}/$"))


def test_somebody_with_one_workspace_lands_in_it(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ROBIN)

    expect(window.page).to_have_url(re.compile(f"/w/{FULL}/$"))


def test_a_page_asked_for_before_signing_in_opens_afterwards(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    window.page.goto(f"/w/{FULL}/settings/profile/")
    window.page.get_by_label("E-mail address").fill(ROBIN)
    window.page.locator("input[type=password]").fill("correct-horse-9")
    window.page.locator("main button").first.click()

    expect(window.page).to_have_url(re.compile(f"/w/{FULL}/settings/profile/$"))


def test_the_theme_changes_at_once_and_stays(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ROBIN)
    window.page.goto(f"/w/{FULL}/settings/profile/")
    with window.page.expect_response(lambda answer: answer.url.endswith("/theme/")):
        window.page.locator("main").get_by_role("button", name="Dark").click()
    expect(window.page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    window.page.reload()

    expect(window.page.locator("html")).to_have_attribute("data-theme-choice", "dark")


def test_the_search_opens_by_keyboard_and_finds_a_page(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ROBIN)
    window.page.keyboard.press("Control+k")
    expect(window.page.locator("#palette")).to_be_visible()
    window.page.keyboard.type("accounts")
    expect(window.page.locator("#palette-results a").first).to_be_visible()

    window.page.keyboard.press("Escape")
    expect(window.page.locator("#palette")).to_be_hidden()
    window.page.keyboard.type("ga")

    expect(window.page).to_have_url(re.compile(f"/w/{FULL}/accounts/$"))


def test_on_a_narrow_screen_the_menu_opens_and_leads_on(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ROBIN, size=PHONE)
    expect(window.page.locator("#sidebar")).to_be_hidden()
    window.page.get_by_role("button", name="Menu").click()
    window.page.locator("#sidebar").get_by_role("link", name="Accounts").click()

    expect(window.page).to_have_url(re.compile(f"/w/{FULL}/accounts/$"))


def test_an_invited_person_makes_an_account_once(visitor: Callable[..., Visitor], site: Site) -> None:
    window = visitor(ANN)
    window.page.goto(f"/w/{FULL}/settings/members/")
    window.page.get_by_label("E-mail address").fill("nora@journey.test")
    window.page.get_by_role("button", name="Send the invitation").click()
    expect(window.page.get_by_role("status").filter(has_text="nora@journey.test")).to_be_visible()
    site.drain()
    letters = sorted((site.home / "journeys" / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
    links = [link for letter in letters for link in re.findall(r"http://\S+/invitations/\w+/", letter.read_text())]

    guest = visitor()
    guest.page.goto(links[-1])
    guest.page.get_by_label("Your name").fill("Nora New")
    guest.page.get_by_label("Choose a password").fill("a-long-and-rare-one")
    guest.page.get_by_role("button", name="Create my account").click()
    expect(guest.page).to_have_url(re.compile(f"/w/{FULL}/$"))

    late = visitor()
    late.expected.add("410")
    late.page.goto(links[-1])
    expect(late.page.get_by_role("heading", level=1)).to_have_text("This invitation is no longer valid")


def test_a_foreign_workspace_looks_as_if_it_did_not_exist(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ROBIN)
    window.expected.add("404")
    answers = [window.page.goto(f"/w/{slug}/settings/profile/") for slug in (OTHER, "there-is-none")]

    assert [answer.status for answer in answers if answer] == [404, 404]


def test_on_a_narrow_screen_the_open_tab_is_in_sight(visitor: Callable[..., Visitor]) -> None:
    window = visitor(ANN, size=PHONE)
    window.page.goto(f"/w/{FULL}/settings/audit/")

    expect(window.page.locator(".tabs [aria-current=page]")).to_be_in_viewport(ratio=0.9)
