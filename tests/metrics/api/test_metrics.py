"""Metrics and their rows through REST, exactly as the contract writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tenancy.context import tenant_context
from tests.factories import AccountFactory
from tests.metrics.factories import LostDealFactory, SpendFactory, WonDealFactory, place, tiers


@pytest.fixture
def get(as_acme: Any, api: Any) -> Any:
    client = api("metrics:read")
    return lambda path="", **query: client.get(f"/api/v1/metrics{path}", query)


def test_a_metric_has_the_shape_of_the_contract(get):
    made = tiers("top")
    account = AccountFactory()
    place(account, made["top"], "2025-01-01")
    WonDealFactory(account=account, amount_cents=236_091)

    body = get(names="ads", by="tier").json()

    assert body["results"] == [
        {
            "name": "ads",
            "group": {"tier": "top"},
            "value": "2360.91",
            "unit": "EUR",
            "numerator": "2360.91",
            "denominator": "1",
            "n": 1,
            "reason": None,
            "flags": ["low_n"],
            "formula_version": "1+r0",
            "interval": None,
        }
    ]
    assert {name: body[name] for name in ("by", "from", "to", "cohort", "ltv", "cac")} == {
        "by": "tier",
        "from": None,
        "to": None,
        "cohort": "tier_now",
        "ltv": "margin",
        "cac": "cac",
    }


def test_an_unknown_value_is_null_with_its_reason(get):
    (metric,) = get(names="cac").json()["results"]

    assert (metric["value"], metric["reason"], metric["group"]) == (None, "no_spend_recorded", {})


def test_all_metrics_are_answered_without_names(get):
    assert len(get().json()["results"]) == 28


def test_the_period_is_half_open_and_variants_are_echoed(get):
    WonDealFactory()
    found = {
        "from": "2026-01-01",
        "to": "2026-01-15",
        "ltv": "historic",
        "cac": "cac_lagged",
        "names": "won_count,ltv_cac",
    }

    body = get(**found).json()

    assert body["results"][0]["value"] == "0"
    assert (body["ltv"], body["cac"], body["from"], body["to"]) == (
        "historic",
        "cac_lagged",
        "2026-01-01",
        "2026-01-15",
    )


def test_owners_are_named_by_address(get, login):
    WonDealFactory(owner=login("rep", email="rep@acme.test").user)
    LostDealFactory(owner_email="gone@acme.test")

    groups = [one["group"]["owner"] for one in get(names="win_rate", by="owner").json()["results"]]

    assert sorted(groups) == ["gone@acme.test", "rep@acme.test"]
    rows = get("/win_rate/rows", by="owner", group="rep@acme.test").json()["results"]
    assert len(rows) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"names": "magic"},
        {"cohort": "x"},
        {"ltv": "x"},
        {"from": "soon"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"colour": "red"},
    ],
)
def test_a_question_that_cannot_be_read_is_refused(get, query):
    assert get(**query).status_code == 400


def test_rows_add_up_to_the_number_over_all_pages(get):
    for cents in (100, 250, 333):
        WonDealFactory(amount_cents=cents)
    SpendFactory(amount_cents=999)
    metric = get(names="won_value").json()["results"][0]

    total, after, pages = Decimal(0), "", 0
    while True:
        body = get("/won_value/rows", limit="2", **({"after": after} if after else {})).json()
        total += sum(Decimal(row["won_value"]) for row in body["results"])
        pages += 1
        if body["paging"]["next"] is None:
            break
        after = body["paging"]["next"]["after"]

    assert (str(total), pages) == (metric["numerator"], 2)
    assert set(body["results"][0]) >= {"rows", "object", "id", "date", "label", "account"}


def test_an_unknown_metric_or_cursor_is_refused(get):
    assert get("/magic/rows").status_code == 404
    assert get("/ads/rows", after="%%%").status_code == 400


def test_a_key_without_the_scope_is_refused(acme, api):
    assert api("accounts:read").get("/api/v1/metrics").status_code == 403


def test_another_workspace_sees_its_own_numbers(acme, api, globex):
    with tenant_context(acme.pk):
        WonDealFactory()

    body = api(tenant=globex).get("/api/v1/metrics", {"names": "won_count"}).json()

    assert (body["results"][0]["value"], body["currency"]) == ("0", "USD")
