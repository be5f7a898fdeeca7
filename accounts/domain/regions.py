"""Regions as lists of countries (ISO 3166-1 alpha-2): a shortcut for choosing many at once, never stored."""

from __future__ import annotations

from accounts.domain.icp_facts import gettext_noop

#: Key → (name, countries), as sales teams usually cut the map.
REGIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dach": (gettext_noop("DACH"), ("AT", "CH", "DE")),
    "central_europe": (
        gettext_noop("Central Europe"),
        ("AT", "CH", "CZ", "DE", "HU", "LI", "PL", "SI", "SK"),
    ),
    "baltics": (gettext_noop("Baltics"), ("EE", "LT", "LV")),
    "nordics": (gettext_noop("Nordics"), ("DK", "FI", "IS", "NO", "SE")),
    "benelux": (gettext_noop("Benelux"), ("BE", "LU", "NL")),
    "western_europe": (
        gettext_noop("Western Europe"),
        ("BE", "FR", "GB", "IE", "LU", "MC", "NL"),
    ),
    "southern_europe": (
        gettext_noop("Southern Europe"),
        ("AD", "CY", "ES", "GR", "IT", "MT", "PT", "SM"),
    ),
    "south_eastern_europe": (
        gettext_noop("South-eastern Europe"),
        ("AL", "BA", "BG", "HR", "ME", "MK", "RO", "RS", "XK"),
    ),
    "european_union": (
        gettext_noop("European Union"),
        (
            *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"),
            *("LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
        ),
    ),
    "north_america": (gettext_noop("North America"), ("CA", "MX", "US")),
    "latin_america": (
        gettext_noop("Latin America"),
        (
            *("AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PY"),
            *("SV", "UY", "VE"),
        ),
    ),
    "gulf": (gettext_noop("Gulf states"), ("AE", "BH", "KW", "OM", "QA", "SA")),
    "asia_pacific": (
        gettext_noop("Asia-Pacific"),
        ("AU", "CN", "HK", "ID", "IN", "JP", "KR", "MY", "NZ", "PH", "SG", "TH", "TW", "VN"),
    ),
}


def countries_of(regions: list[str]) -> tuple[str, ...]:
    """This function will list the countries of regions, each once, by code; unknown regions have none."""
    found = {country for region in regions if region in REGIONS for country in REGIONS[region][1]}
    return tuple(sorted(found))
