"""The example mappings of deals to learn from, on rows such as their files hold."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Deal
from crm.services.load import LoadOrder, LoadReport, file_load

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
pytestmark = pytest.mark.django_db


def load(name: str, rows: list[dict[str, str]], delimiter: str = ",") -> LoadReport:
    mapping: dict[str, Any] = json.loads((EXAMPLES / name).read_text())
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    order = LoadOrder("deals", mapping, "file")
    return file_load(order, iter([text.getvalue().encode()]), now=NOON, tell=lambda done: None)


def test_it_deals_become_deals_with_their_columns_as_custom_fields(as_acme: Any) -> None:
    row = {
        "deal_id": "ITD-1", "Client Category": "Telecom", "Solution Type": "Solution 7", "Deal Date": "2012-03-27",
        "Sector": "Sector 24", "Location": "L5", "VP Name": "V", "Manager Name": "M", "Deal Cost": "744705.88",
        "Deal Status Code": "Won",
    }  # fmt: skip
    assert load("it_deals.json", [row, row | {"deal_id": "ITD-2", "Deal Status Code": "Lost"}]).created == 2

    deal = Deal.objects.get(external_id="ITD-1")
    assert (deal.status, deal.amount_cents, deal.created_on) == ("won", 74_470_588, date(2012, 3, 27))
    assert deal.custom["Solution Type"] == "Solution 7"
    assert Deal.objects.get(external_id="ITD-2").status == "lost"


def test_leads_are_lost_until_the_list_of_the_closed_makes_them_won(as_acme: Any) -> None:
    leads = [
        {"mql_id": key, "first_contact_date": "2018-02-01", "landing_page_id": "p", "origin": "social"} for key in "ab"
    ]
    assert load("olist_leads.json", leads).created == 2
    closed = {"mql_id": "b", "won_date": "2018-02-26 19:58:54", "business_segment": "pet"}
    assert load("olist_closed.json", [closed]).updated == 1

    assert dict(Deal.objects.values_list("external_id", "status")) == {"a": "lost", "b": "won"}
    won = Deal.objects.get(external_id="b")
    assert (won.closed_on, won.custom) == (date(2018, 2, 26), {"landing_page_id": "p", "origin": "social"})


@pytest.mark.parametrize(
    ("name", "key", "outcome", "delimiter"),
    [("salvirt_b2b.json", "", "Status", ";"), ("xeducation_leads.json", "Lead Number", "Converted", ",")],
)
def test_undated_files_keep_every_answer(as_acme: Any, name: str, key: str, outcome: str, delimiter: str) -> None:
    mapping = json.loads((EXAMPLES / name).read_text())
    won, lost = mapping["fields"]["status"]["values"]
    answers = dict.fromkeys(mapping["custom"], "Yes")
    rows = [
        answers | ({key: str(number)} if key else {}) | {outcome: said} for number, said in enumerate([won, lost, lost])
    ]
    assert load(name, rows, delimiter).created == 3

    assert sorted(Deal.objects.values_list("status", flat=True)) == ["lost", "lost", "won"]
    assert set(Deal.objects.earliest("id").custom) == set(mapping["custom"])
