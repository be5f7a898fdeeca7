"""Somebody who has never seen the product: from an empty workspace to a board that follows a profile and a veto."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.seed import PASSWORD
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor, press

SLUG, NEA = "newcomer", "nea@journey.test"
INDUSTRIES = ("Steel", "Software", "Retail")
WON_OF_HUNDRED = {"gold": 78, "silver": 45, "bronze": 15}  # what the deals have to teach
DEALS = 200


def _accounts() -> bytes:
    """Companies of three industries in two countries, the larger ones last."""
    rows: list[list[object]] = [["Company", "Branch", "Country", "Employees", "Mood"]]
    for place in range(24):
        country = "Germany" if place % 2 else "China"
        rows.append(
            [f"Company {place}", INDUSTRIES[place % 3], country, 40 * (place + 1), ("calm", "tense")[place % 2]]
        )
    return _file(rows)


def _deals() -> bytes:
    """Two years of closed deals; the plan tells a good deal of how each ended, the region nothing."""
    rows: list[list[object]] = [["Deal", "Company", "Opened", "Outcome", "Plan", "Region"]]
    for place in range(DEALS):
        plan = tuple(WON_OF_HUNDRED)[place % 3]
        outcome = "Won" if place * 37 % 100 < WON_OF_HUNDRED[plan] else "Lost"
        opened = date(2024, 1, 8) + timedelta(days=3 * place)
        rows.append([f"D-{place}", f"Company {place % 24}", opened, outcome, plan, "NESW"[place * 7 % 4]])
    return _file(rows)


def _file(rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _upload(page: Page, kind: str, name: str, content: bytes) -> None:
    page.goto(f"/w/{SLUG}/imports/")
    page.get_by_label("What is in it").select_option(label=kind)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/mapping/"))


def _becomes(page: Page, column: str) -> Locator:
    return page.get_by_label(f"{column} becomes", exact=True)


def _milli(text: str) -> int:
    return round(float(text.strip().removeprefix("+").replace("−", "-")) * 1000)


def test_a_newcomer_imports_shapes_and_learns_profiles_reads_a_score_and_vetoes(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    site.manage("tenant_create", "--slug", SLUG, "--name", "Newcomer", "--owner", NEA, "--password", PASSWORD)
    page = visitor(NEA).page
    expect(page.get_by_text("1 of 7 done")).to_be_visible()

    _import_both_files(page, site)
    _shape_a_profile(page)
    _learn_and_publish(page, site)
    _read_why_a_deal_and_an_account_have_their_scores(page)
    _veto_the_best(page)


def _import_both_files(page: Page, site: Site) -> None:
    _upload(page, "Accounts", "companies.csv", _accounts())
    _becomes(page, "Branch").select_option(label="Industry")
    press(page, page.get_by_role("button", name="Keep those left out as own fields"))
    expect(_becomes(page, "Mood")).to_have_value("custom")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    _upload(page, "Deals", "deals.csv", _deals())
    _becomes(page, "Outcome").select_option(label="Status")
    press(page, page.get_by_role("button", name="Keep those left out as own fields"))
    press(page, page.get_by_role("button", name="Import", exact=True))
    site.drain(SLUG)
    expect(page.get_by_text("Everything that could be stored is stored.")).to_be_visible()
    page.get_by_role("link", name="Learn from the deals").click()


def _shape_a_profile(page: Page) -> None:
    page.get_by_role("link", name="Our ideal customer").click()
    press(page, page.get_by_role("button", name="Edit as a draft"))
    page.get_by_role("link", name="Certain values").click()
    expect(page.get_by_text("Industry in your data")).to_contain_text("Software 8")
    page.get_by_label("Fact it reads").select_option(label="Country")
    expect(page.get_by_text("Country in your data")).to_contain_text("Germany 12")
    page.get_by_label("Label").fill("Home market")
    page.get_by_label("Row 1: value").fill("Germany")
    page.get_by_label("Row 1: share in per cent").fill("100")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("Biggest movers")).to_be_visible()
    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_role("table", name="Who crosses a line of the tiers")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is published")).to_be_visible()


def _learn_and_publish(page: Page, site: Site) -> None:
    page.goto(f"/w/{SLUG}/icp/")
    page.get_by_label("Name").fill("Deals we win")
    page.get_by_label("What it scores").select_option("deal")
    press(page, page.get_by_role("button", name="Create as a draft"))
    page.get_by_role("link", name="Learn from closed deals").click()
    page.get_by_role("button", name="Learn a draft").click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    page.get_by_role("link", name="Accounts", exact=True).first.click()
    site.drain(SLUG)
    page.goto(f"/w/{SLUG}/icp/deals-we-win/learn/")
    page.locator("#learning-state tbody a").first.click()
    expect(page.get_by_text("Usable")).to_be_visible()
    page.get_by_role("link", name="Open the draft").click()
    page.get_by_label("Weight of Plan", exact=True).fill("900")
    press(page, page.get_by_role("button", name="Save weights"))
    page.get_by_role("link", name="Publish…").click()
    press(page, page.get_by_role("button", name="Publish"))
    site.drain(SLUG)
    page.goto(f"/w/{SLUG}/icp/deals-we-win/")
    expect(page.get_by_text(f"{DEALS} of {DEALS} deals are scored")).to_be_visible()


def _read_why_a_deal_and_an_account_have_their_scores(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Why")).first.click()
    expect(page.get_by_role("heading", name="Win score")).to_be_visible()
    _points_add_up(page)
    page.goto(f"/w/{SLUG}/accounts/")
    page.locator("#list tbody a").first.click()
    expect(page.get_by_text("How the fit score comes about")).to_be_attached()
    page.get_by_role("link", name="Over time").click()
    _points_add_up(page)
    causes = page.get_by_role("region", name="Why it changed").locator("td.cell-number")
    *parts, total = [_milli(text) for text in causes.all_inner_texts()]
    assert sum(parts) == total


def _points_add_up(page: Page) -> None:
    """The table below the waterfall tells thousandths; its last line is the score."""
    page.get_by_text("Facts, sources and ages").click()
    table = page.get_by_role("region", name="Facts, sources and ages")
    expect(table).to_be_visible()
    told = table.locator("td").all_inner_texts()
    *parts, score = [_milli(text.splitlines()[0]) for text in told]
    assert sum(parts) == score > 0


def _veto_the_best(page: Page) -> None:
    page.goto(f"/w/{SLUG}/tiers/")
    best = page.locator(".board-name").first
    name = best.inner_text()
    best.click()
    veto = page.locator("form", has=page.get_by_role("button", name="Veto this account"))
    veto.get_by_label("Reason").fill("Their owner is our competitor")
    veto.get_by_role("button").click()
    expect(page.get_by_text("Vetoed: Their owner is our competitor").first).to_be_visible()

    page.goto(f"/w/{SLUG}/tiers/")

    vetoed = page.locator("section", has=page.get_by_role("heading", name="Vetoed"))
    expect(vetoed).to_contain_text(name)
    expect(page.locator("[data-tier]").get_by_text(name, exact=True)).to_have_count(0)
