"""The editor of a profile in the browser: what a weight would do shows at once, however the field is left."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.seed import ANN, FULL
from tests.journeys.visitor import Visitor, press


def _draft(window: Visitor) -> Page:
    page = window.page
    page.goto(f"/w/{FULL}/icp/")
    page.locator("main table a").first.click()
    page.get_by_role("link", name="Version 1", exact=True).first.click()
    press(page, page.get_by_role("button", name="Edit as a draft"))
    return page


def test_a_weight_typed_and_left_with_tab_shows_who_would_move(visitor: Callable[..., Visitor]) -> None:
    page = _draft(visitor(ANN))
    expect(page.get_by_text("Nobody moves.")).to_be_visible()

    page.locator("input[name^=weight_]").first.fill("200")
    page.keyboard.press("Tab")  # onto the buttons of the line, before the preview is asked for

    expect(page.get_by_text("Biggest movers")).to_be_visible()
