"""A profile of deals in the browser: made, published, and every deal of an account tells its win score and its past."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.seed import ANN, FULL
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor, press


def test_a_profile_of_deals_is_published_and_its_scores_are_explained(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    page = visitor(ANN).page
    page.goto(f"/w/{FULL}/icp/")
    page.get_by_label("Name").fill("Second opinion")
    page.get_by_label("What it scores").select_option("deal")
    press(page, page.get_by_role("button", name="Create as a draft"))
    page.goto(f"{page.url}new-criterion/?kind=one_of")
    page.get_by_label("Label").fill("Stage")
    page.get_by_label("Group").select_option("value")
    page.get_by_label("Fact it reads").select_option("deal.stage")
    page.locator("input[name=row_left]").first.fill("Negotiation")
    page.locator("input[name=row_share]").first.fill("100")
    press(page, page.get_by_role("button", name="Save").first)
    page.get_by_role("link", name="Publish…").click()
    press(page, page.get_by_role("button", name="Publish"))
    site.drain()

    page.goto(f"/w/{FULL}/icp/second-opinion/")
    expect(page.get_by_text(re.compile(r"\d+ of \d+ deals are scored"))).to_be_visible()
    page.goto(f"/w/{FULL}/accounts/?sort=-fit_milli")
    addresses = [link.get_attribute("href") or "" for link in page.locator("#list tbody a").all()[:20]]
    for address in addresses:
        page.goto(address)
        if page.get_by_role("columnheader", name="Win score").count():
            break
    page.locator("a[href*='/accounts/deals/']").first.click()

    expect(page.get_by_role("heading", name="Win score")).to_be_visible()
    expect(page.get_by_role("heading", name="Why it changed")).to_be_visible()
    page.get_by_label("Also under today's rules").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("A separate series")).to_be_visible()
