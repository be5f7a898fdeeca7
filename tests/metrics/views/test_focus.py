"""The page that asks what working only the top tiers would win."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import AccountFactory
from tests.metrics.factories import LostDealFactory, WonDealFactory, place, tiers


@pytest.fixture
def sold(as_acme: Any) -> None:
    """Tier top: 2 of 3 won; none: 0 of 1."""
    made = tiers("top", "wide")
    account = AccountFactory()
    place(account, made["top"], "2025-01-01")
    WonDealFactory(account=account, name="First order")
    WonDealFactory(account=account)
    LostDealFactory(account=account)
    LostDealFactory(name="Elsewhere")


def test_the_page_answers_in_words_and_cautions(sold: None, login: Any) -> None:
    client = login("rep")

    page = " ".join(client.get(f"{client.base}/metrics/focus/").content.decode().split())

    assert "Top alone: 66.67% won, against 50.00% of all deals." in page
    assert "It would keep 75.0% of the closed deals and 100.0% of the won value." in page
    assert "Only 3 deals were opened there: too few to promise anything." in page
    assert "no number here shows a cause" in page
    assert "caution" not in page
    assert "Top to Wide" in page


def test_each_number_opens_to_its_deals(sold: None, login: Any) -> None:
    client = login("rep")

    own = client.get(f"{client.base}/metrics/focus/win_rate/", {"tier": "top"}).content.decode()
    every = client.get(f"{client.base}/metrics/focus/won_value/", {"down_to": ""}).content.decode()
    file = client.get(f"{client.base}/metrics/focus/win_rate/", {"down_to": "", "format": "csv"})

    assert "First order" in own
    assert "Elsewhere" not in own
    assert "All deals" in every
    assert b"Elsewhere" in b"".join(file.streaming_content)


@pytest.mark.parametrize("path", ["cac/", "win_rate/?tier=none", "win_rate/?down_to=none"])
def test_what_is_not_there_is_not_found(sold: None, login: Any, path: str) -> None:
    client = login("rep")

    assert client.get(f"{client.base}/metrics/focus/{path}").status_code == 404


def test_the_file_has_a_line_a_tier(sold: None, login: Any) -> None:
    client = login("rep")

    lines = b"".join(client.get(f"{client.base}/metrics/focus/", {"format": "csv"}).streaming_content).splitlines()

    assert [line.split(b",")[0] for line in lines] == [b"\xef\xbb\xbftier", b"Top", b"Wide", b"No tier"]
    assert lines[1].split(b",")[1:4] == [b"3", b"2", b"0.6667"]


def test_deals_from_before_tiers_were_kept_are_told(as_acme: Any, login: Any) -> None:
    place(AccountFactory(), tiers("top")["top"], "2026-06-01")
    WonDealFactory()
    client = login("rep")

    page = " ".join(client.get(f"{client.base}/metrics/focus/").content.decode().split())

    assert "1 deal was opened before tiers were kept." in page
    assert "Without account or score, and so in no tier: 1." in page


def test_without_tiers_or_deals_the_page_says_what_to_do(as_acme: Any, login: Any) -> None:
    client = login("rep")
    assert "There are no tiers yet" in client.get(f"{client.base}/metrics/focus/").content.decode()
    tiers("top")
    assert "No deal closed in this period" in client.get(f"{client.base}/metrics/focus/").content.decode()
