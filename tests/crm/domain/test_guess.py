"""A proposal for a mapping."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.facts import ACCOUNT, DEAL
from crm.domain.guess import column_hints, mapping_guess, values_met
from personas.domain.facts import PERSON


def test_headers_people_use_are_known_and_formats_follow_the_values() -> None:
    header = ["Company Name", "Number_of_employees", "Revenue ($M)", "Country", "Web Site", "Founded", "Lucky"]
    rows = [["A", "2,300", "$514.5", "Hungary", "http://a.test", "1999", "7"], ["B", "5", "$1", "US", "", "0", "8"]]
    assert mapping_guess(ACCOUNT, header, rows) == {
        "fields": {
            "name": {"column": "Company Name"},
            "website": {"column": "Web Site"},
            "employees": {"column": "Number_of_employees", "format": "integer"},
            "annual_revenue": {"column": "Revenue ($M)", "format": "money", "scale": 1_000_000},
            "country": {"column": "Country", "format": "country_name"},
            "founded_year": {"column": "Founded", "empty": ["0"]},
            "domain": {"column": "Web Site", "format": "domain"},
        }
    }


@pytest.mark.parametrize(
    ("facts", "header"), [(ACCOUNT, "CRM ID"), (ACCOUNT, "External ID"), (PERSON, "Person ID"), (DEAL, "crm_id")]
)
def test_the_number_a_crm_gives_is_the_key_that_other_files_refer_to(facts: Any, header: str) -> None:
    assert mapping_guess(facts, [header], [["C000001"]])["external_id"] == {"column": header}


def test_stages_become_a_status_and_dates_get_their_pattern() -> None:
    header = ["opportunity_id", "deal_stage", "engage_date", "close_value"]
    rows = [["1", "Won", "27/03/2012", "5"], ["2", "Engaging", "28/03/2012", ""], ["3", "Closed Lost", "", "0"]]
    spec = mapping_guess(DEAL, header, rows)
    assert spec["external_id"] == {"column": "opportunity_id"}
    assert spec["fields"]["status"]["values"] == {"Won": "won", "Engaging": "open", "Closed Lost": "lost"}
    assert spec["fields"]["stage"] == {"column": "deal_stage"}
    assert spec["fields"]["created_on"]["format"] == "date:%d/%m/%Y"
    assert "format" not in spec["fields"]["amount"]


def test_a_column_of_stages_gives_the_status_too_and_a_status_gives_no_stage() -> None:
    assert mapping_guess(DEAL, ["id", "Stage"], [["1", "Closed Won"], ["2", "Demo"]])["fields"] == {
        "stage": {"column": "Stage"},
        "status": {"column": "Stage", "values": {"Closed Won": "won", "Demo": "open"}},
    }
    assert list(mapping_guess(DEAL, ["id", "Status"], [["1", "won"]])["fields"]) == ["status"]


def test_every_status_of_the_file_is_offered_though_the_first_rows_lack_it() -> None:
    first = [["1", "Won"], ["2", "Engaging"]]
    met = values_met([*first, ["3", " Prospecting "], ["4", ""], ["5", "Won"]], 2)
    assert met == [["1", "2", "3", "4", "5"], ["Won", "Engaging", "Prospecting"]]
    spec = mapping_guess(DEAL, ["id", "deal_stage"], first, met)
    assert spec["fields"]["status"]["values"] == {"Won": "won", "Engaging": "open", "Prospecting": "open"}


def test_a_column_of_more_than_forty_values_is_not_told_one_by_one() -> None:
    assert [len(found) for found in values_met(([str(n), str(n % 40)] for n in range(41)), 2)] == [0, 40]


def test_persona_and_role_are_known_and_roles_get_their_own_words() -> None:
    header = ["Record ID", "First Name", "Buyer persona", "Buying Role"]
    rows = [["1", "Ada", "CMO", "Decision maker"], ["2", "Bo", "", "Legal & Compliance"]]
    assert mapping_guess(PERSON, header, rows) == {
        "external_id": {"column": "Record ID"},
        "fields": {
            "first_name": {"column": "First Name"},
            "persona": {"column": "Buyer persona"},
            "buying_role": {"column": "Buying Role", "values": {"Legal & Compliance": "legal_and_compliance"}},
        },
    }


@pytest.mark.parametrize(
    ("header", "cells", "rule"),
    [
        ("revenue", ["1.500.000", "500.000", "12.000"], {"format": "money:,"}),  # a point that groups groups everywhere
        ("revenue", ["36.900,00 €", "1.234"], {"format": "money:,"}),
        ("revenue", ["12,5", *["500.000"] * 30], {"format": "money:,"}),
        ("revenue", ["0,125", "1,234"], {"format": "money:,"}),
        ("revenue", ["1,500,000", "500,000", "$12"], {"format": "money"}),
        ("revenue", ["12,5", "12.5"], {"format": "money"}),  # written in two ways, so each as it stands
        ("revenue", ["500.000", "12.5"], {}),
        ("revenue", ["500.000", "750.000"], {}),
        ("growth", ["12,5 %", "1,234 %"], {"format": "percent:,"}),
        ("growth", ["1,234 %", "12.5"], {"format": "percent"}),
        ("employees", ["1.500", "12.000"], {"format": "money:,"}),
        ("employees", ["1.200", *["40"] * 30], {"format": "money:,"}),  # nobody is a fraction
        ("employees", ["1,500", "12"], {"format": "integer"}),
        ("employees", ["1500", "12"], {}),
    ],
)
def test_a_decimal_comma_is_known_by_the_values_that_can_be_read_in_one_way_only(
    header: str, cells: list[str], rule: dict[str, Any]
) -> None:
    fields = mapping_guess(ACCOUNT, ["name", header], [["A", cell] for cell in cells])["fields"]
    assert fields.pop("name") and list(fields.values()) == [{"column": header, **rule}]


def test_marks_for_nothing_count_as_blank_where_numbers_and_days_stand() -> None:
    rows = [["A", "-", "1%", "-"], ["B", "5", "N/A", "2024-01-02"]]
    fields = mapping_guess(ACCOUNT, ["name", "employees", "growth", "customer since"], rows)["fields"]
    assert fields["employees"] == {"column": "employees", "empty": ["-"]}
    assert fields["growth_pct"] == {"column": "growth", "format": "percent", "empty": ["N/A"]}
    assert fields["customer_since"] == {"column": "customer since", "empty": ["-"]}
    assert fields["name"] == {"column": "name"}


def test_a_choice_is_proposed_only_where_one_of_its_values_stands() -> None:
    assert mapping_guess(DEAL, ["id", "Deal_type"], [["1", "Project"], ["2", "Consulting"]])["fields"] == {}
    assert mapping_guess(DEAL, ["id", "Deal type"], [["1", "New Business"], ["2", "renewal"]])["fields"] == {
        "type": {"column": "Deal type", "values": {"New Business": "new"}}
    }


def test_blank_and_doubled_columns_are_pointed_at() -> None:
    rows = [[str(n), "", str(n)] for n in range(6)]
    assert [(hint.code, hint.column) for hint in column_hints(["a", "b", "c"], rows)] == [
        ("column_blank", "b"),
        ("duplicate_column", "c"),
    ]
