"""What working only the top tiers would win, through REST."""

from __future__ import annotations

from typing import Any

from tests.factories import AccountFactory
from tests.metrics.factories import LostDealFactory, WonDealFactory, place, tiers

URL = "/api/v1/metrics/focus"


def test_the_answer_has_each_tier_alone_and_all_down_to_it(as_acme: Any, api: Any) -> None:
    account = AccountFactory()
    place(account, tiers("top")["top"], "2025-01-01")
    WonDealFactory(account=account)
    LostDealFactory()

    body = api("metrics:read").get(URL, {"from": "2026-01-01", "to": "2026-02-01"}).json()

    assert [line["tier"] for line in body["lines"]] == ["top", None]
    top, none = body["lines"]
    assert (top["own"]["closed"], top["own"]["win_rate"]["value"], top["p"]) == (1, "1.0000", 1.0)
    assert top["own"]["win_rate"]["flags"] == ["not_causal", "low_n"]
    assert set(top["own"]["win_rate"]["interval"]) == {"low", "high"}
    assert (none["down_to"]["kept"]["value"], none["p"]) == ("1.0000", None)
    assert (body["all"]["closed"], body["all"]["won_value"]["value"]) == (2, "1000.00")
    assert (body["bases"], body["from"], body["cohort"]) == ({"history": 2}, "2026-01-01", "tier_at_opening")


def test_its_rows_are_those_of_the_cohort(as_acme: Any, api: Any) -> None:
    account = AccountFactory()
    place(account, tiers("top")["top"], "2025-01-01")
    deal = WonDealFactory(account=account)
    LostDealFactory()

    query = {"by": "tier", "cohort": "tier_at_opening", "group": "top"}
    body = api("metrics:read").get("/api/v1/metrics/win_rate/rows", query).json()

    assert [row["id"] for row in body["results"]] == [str(deal.public_id)]


def test_a_period_that_ends_before_it_starts_is_refused(as_acme: Any, api: Any) -> None:
    assert api("metrics:read").get(URL, {"from": "2026-02-01", "to": "2026-01-01"}).status_code == 400
