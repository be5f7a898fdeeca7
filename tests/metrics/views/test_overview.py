"""The metrics page answers in tiles, tables and files, and opens each number to its rows."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from metrics.views.overview import _drawn
from tests.factories import AccountFactory
from tests.metrics.factories import LostDealFactory, SpendFactory, WonDealFactory, place, tiers


@pytest.fixture
def page(as_acme: Any, login: Any) -> Any:
    client = login("read_only")

    def get(path: str = "", **query: str) -> Any:
        return client.get(f"{client.base}/metrics/{path}", query)

    return get


@pytest.fixture
def deals(as_acme: Any) -> None:
    made = tiers("top")
    account = AccountFactory(name="Initech & Söhne", industry="finance")
    place(account, made["top"], "2025-01-01")
    WonDealFactory(account=account)
    LostDealFactory()


def lines(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_an_empty_workspace_gets_reasons_and_what_to_do(page):
    text = page().content.decode()

    assert "No deal closed in this period." in text
    assert "No spend is recorded for this period." in text
    assert "Nothing to divide yet" in text


def test_tiles_show_value_sample_interval_and_definition(page, deals):
    text = page().content.decode()

    assert "50.00%" in text
    assert "n 2 · 95%: 9.5%–90.5%" in text
    assert "few cases" in text
    assert "Won ÷ (won + lost), of deals closed in the period." in text


def test_the_table_divides_by_what_is_asked(page, deals):
    text = page(by="industry").content.decode()

    assert "<bdi>finance</bdi>" in text
    assert "<bdi>software</bdi>" in text
    assert "/w/acme/metrics/rows/win_rate/?group=finance&amp;by=industry" in text


def test_a_period_is_compared_with_the_one_before(page, deals):
    WonDealFactory(closed_on=date(2025, 12, 20), created_on=date(2025, 12, 1))

    text = page(start="2026-01-01", end="2026-02-01").content.decode()

    assert "-50.0 points from 100.00%" in text


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-02-01", "end": "2026-01-01"},
        {"start": "soon"},
        {"ltv": "magic", "cac": "x", "cohort": "y", "trend": "z", "period": "ever"},
        {"by": "Own field"},
        {"by": "persona"},
        {"by": "month"},
        {"period": "last_12_months", "ltv": "historic", "cac": "cac_lagged"},
    ],
)
def test_odd_questions_are_answered_all_the_same(page, deals, query):
    assert page(**query).status_code == 200


def test_the_table_comes_as_a_file(page, deals):
    found = lines(page(by="industry", format="csv"))

    assert found[0][:4] == ["industry", "metric", "value", "unit"]
    assert ["finance", "win_rate", "1.0000", "share"] in [line[:4] for line in found]


def test_a_number_opens_to_its_rows_with_their_sum(page, deals):
    text = page("rows/won_value/", by="industry", group="finance").content.decode()

    assert "Initech &amp; Söhne" in text
    assert text.count("€1,000.00") == 3  # the number, its row, the sum


def test_rows_come_as_a_file_with_decimals(page, deals):
    SpendFactory(amount_cents=-5, note="=1+1")

    found = lines(page("rows/cac/", by="all", format="csv"))

    assert found[0] == ["rows", "date", "what", "account", "spend", "spend_unconverted", "new_customers"]
    assert found[1][:2] + found[1][4:6] == ["spend", "2026-01-10", "-0.05", "0"]


def test_an_unknown_metric_does_not_exist(page):
    assert page("rows/magic/").status_code == 404


def test_htmx_gets_the_answer_alone(as_acme, login):
    client = login("rep")

    text = client.get(f"{client.base}/metrics/", headers={"HX-Request": "true"}).content.decode()

    assert text.lstrip().startswith('<div id="answer"')


def test_another_workspaces_numbers_are_not_seen(page, deals, globex, login):
    client = login("manager", tenant=globex)

    assert "No deal closed in this period." in client.get(f"{client.base}/metrics/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_as_many_queries_for_many_deals(as_acme, login, count, django_assert_max_num_queries):
    client = login("manager")
    for _ in range(count):
        WonDealFactory()

    with django_assert_max_num_queries(60):  # a statement a kind of row for tiles and table, lists, session
        client.get(f"{client.base}/metrics/")


def test_a_trend_of_shares_is_drawn_in_percent():
    assert _drawn([0.625, None, 1.0], "share") == [62.5, None, 100.0]
    assert _drawn([0.5], "days") == [0.5]
