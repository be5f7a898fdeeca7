"""Proposed moves in the browser: what may be approved at once is what is shown."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.seed import ANN, FULL
from tests.journeys.visitor import Visitor


def test_all_can_be_approved_of_what_is_open_and_of_nothing_else(visitor: Callable[..., Visitor]) -> None:
    page = visitor(ANN).page
    page.goto(f"/w/{FULL}/tiers/proposals/")
    everything = page.get_by_role("button", name="Approve all")
    expect(everything).to_be_visible()

    page.locator("select[name=state]").select_option("rejected")
    page.wait_for_url("**state=rejected**")

    expect(everything).to_have_count(0)
    expect(page.locator("#bulk")).to_have_count(0)
