"""The account list in the browser: filtered in place, everything else on the page is about what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.seed import ANN, FULL
from tests.journeys.visitor import Visitor


def test_the_bar_says_how_many_an_action_on_all_of_the_list_is_for(visitor: Callable[..., Visitor]) -> None:
    page = visitor(ANN).page
    page.goto(f"/w/{FULL}/accounts/")
    page.locator("input[name=chosen]").first.check()
    bar = page.locator("#bulk")
    expect(bar).to_contain_text("1 chosen")

    bar.locator("[name=scope]").select_option("all")

    expect(bar).to_contain_text(f"{page.locator('[data-list-total]').inner_text()} chosen")
    expect(bar).to_contain_text("accounts chosen")


def test_the_file_the_view_and_the_action_on_all_follow_a_filter_chosen_in_place(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor(ANN).page
    page.goto(f"/w/{FULL}/accounts/?sort=name")
    queries = page.locator("input[name=query]")
    assert queries.count() == 3  # the view to keep, the columns, the action on all of the list

    page.locator("#f-owner").select_option("me")
    page.wait_for_url("**owner=me**")

    for place in range(3):
        expect(queries.nth(place)).to_have_value("owner=me&sort=name")
    expect(page.get_by_role("link", name="CSV")).to_have_attribute(
        "href", re.compile(r"\?.*owner=me&.*sort=name&format=csv$")
    )
    expect(page.locator(".filter-chips [aria-current]")).to_have_text("Mine")
