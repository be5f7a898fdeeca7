"""The tier board in the browser: cards move by mouse and by keyboard, and never without a reason."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.seed import ANN, FULL
from tests.journeys.visitor import Visitor


def _board(window: Visitor) -> Page:
    window.page.goto(f"/w/{FULL}/tiers/")
    return window.page


def _card(page: Page, tier: str, name: str = "") -> Locator:
    cards = page.locator(f"[data-tier={tier}] [data-account]:not(:has([aria-label=Pinned]))")
    return cards.filter(has_text=name).first if name else cards.first


def _drag(page: Page, card: Locator, target: Locator) -> None:
    start, end = card.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 34, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 40, steps=12)
    page.mouse.up()


def test_a_card_dragged_to_another_tier_asks_for_the_reason_and_stays_there(visitor: Callable[..., Visitor]) -> None:
    page = _board(visitor(ANN))
    name = _card(page, "tier-2").locator(".board-name").inner_text()

    _drag(page, _card(page, "tier-2"), page.locator("[data-tier=tier-1]"))
    page.get_by_label("Reason").fill("Their new director asked for us")
    page.get_by_role("button", name="Move and pin").click()

    expect(page.get_by_role("status").filter(has_text=f"{name} is now pinned to Tier 1.")).to_be_visible()
    moved = page.locator("[data-tier=tier-1] [data-account]").filter(has_text=name)
    expect(moved).to_contain_text("Pinned: Their new director asked for us")


def test_a_card_goes_back_when_no_reason_is_given(visitor: Callable[..., Visitor]) -> None:
    page = _board(visitor(ANN))
    name = _card(page, "tier-2").locator(".board-name").inner_text()
    _drag(page, _card(page, "tier-2"), page.locator("[data-tier=tier-1]"))
    expect(page.locator("#move-dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("[data-tier=tier-2]").filter(has_text=name)).to_be_visible()


def test_a_card_moves_with_the_keyboard_alone(visitor: Callable[..., Visitor]) -> None:
    page = _board(visitor(ANN))
    card = _card(page, "tier-2")
    name = card.locator(".board-name").inner_text()
    card.locator("select").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#move-dialog")).to_be_hidden()  # looking through the choices decides nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#move-dialog select")).to_have_value("tier-3")
    page.keyboard.type("Too small for now")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text=f"{name} is now pinned to Tier 3.")).to_be_visible()
