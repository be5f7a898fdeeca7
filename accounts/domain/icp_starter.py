"""The profile every workspace starts with: industry, employees, revenue, country. Sensible, published, editable."""

from __future__ import annotations

from typing import Any

from accounts.domain.icp_facts import gettext_noop

# how well a sector usually takes to selling by account; any other known one earns ``other``
INDUSTRY_SHARES = {
    "software": 1000,
    "technology": 1000,
    "information technology": 1000,
    "saas": 1000,
    "it services": 900,
    "telecommunications": 900,
    "finance": 900,
    "financial services": 900,
    "banking": 800,
    "insurance": 800,
    "medical": 800,
    "healthcare": 800,
    "health care": 800,
    "pharmaceuticals": 800,
    "manufacturing": 800,
    "industrials": 800,
    "logistics": 700,
    "transportation": 700,
    "energy": 700,
    "utilities": 700,
    "retail": 600,
    "services": 600,
    "business services": 700,
    "professional services": 700,
    "consulting": 700,
    "marketing": 600,
    "media": 600,
    "employment": 500,
    "entertainment": 500,
    "education": 500,
    "hospitality": 400,
}

# markets most often sold to from afar; the rest of the world earns ``other``
COUNTRY_SHARES = {
    **dict.fromkeys(("US", "GB", "DE", "CA"), 1000),
    **dict.fromkeys(("FR", "NL", "BE", "AT", "CH", "SE", "NO", "DK", "FI", "IE", "AU", "NZ", "JP", "SG"), 900),
    **dict.fromkeys(("IT", "ES", "PT", "PL", "CZ", "HU", "SK", "SI", "RO", "EE", "LV", "LT", "LU", "KR", "IL"), 800),
}


def starter_criteria() -> list[dict[str, Any]]:
    """This function will return the starter profile's criteria as the JSON that ``icp_parse`` reads."""
    return [
        _criterion(
            "industry",
            gettext_noop("Industry"),
            "industry",
            30,
            {"kind": "one_of", "shares": INDUSTRY_SHARES, "other": 300},
        ),
        _criterion(
            "employees",
            gettext_noop("Employees"),
            "employees",
            30,
            {
                "kind": "range",
                "points": [[10, 50], [50, 250], [250, 500], [1000, 750], [5000, 1000], [100_000, 800]],
            },
        ),
        _criterion(
            "revenue",
            gettext_noop("Annual revenue"),
            "annual_revenue",
            25,  # in hundredths of the account's currency: 1M, 10M, 100M, 1bn, 10bn
            {"kind": "range", "points": [[10**8, 50], [10**9, 300], [10**10, 550], [10**11, 800], [10**12, 1000]]},
        ),
        _criterion(
            "country",
            gettext_noop("Country"),
            "country",
            15,
            {"kind": "one_of", "shares": COUNTRY_SHARES, "other": 500},
        ),
    ]


def _criterion(key: str, label: str, fact: str, weight: int, rule: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "label": label, "group": "firmographic", "fact": fact, "weight": weight, "rule": rule}
