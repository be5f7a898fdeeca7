"""A proposal for a mapping."""

from __future__ import annotations

from accounts.domain.facts import ACCOUNT, DEAL
from crm.domain.guess import column_hints, mapping_guess


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


def test_stages_become_a_status_and_dates_get_their_pattern() -> None:
    header = ["opportunity_id", "deal_stage", "engage_date", "close_value"]
    rows = [["1", "Won", "27/03/2012", "5"], ["2", "Engaging", "28/03/2012", ""], ["3", "Closed Lost", "", "0"]]
    spec = mapping_guess(DEAL, header, rows)
    assert spec["external_id"] == {"column": "opportunity_id"}
    assert spec["fields"]["status"]["values"] == {"Won": "won", "Engaging": "open", "Closed Lost": "lost"}
    assert spec["fields"]["created_on"]["format"] == "date:%d/%m/%Y"
    assert "format" not in spec["fields"]["amount"]


def test_blank_and_doubled_columns_are_pointed_at() -> None:
    rows = [[str(n), "", str(n)] for n in range(6)]
    assert [(hint.code, hint.column) for hint in column_hints(["a", "b", "c"], rows)] == [
        ("column_blank", "b"),
        ("duplicate_column", "c"),
    ]
