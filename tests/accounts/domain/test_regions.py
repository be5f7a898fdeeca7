from __future__ import annotations

from accounts.domain.regions import REGIONS, countries_of


def test_regions_are_lists_of_two_letter_codes_in_order_without_doubles():
    for _name, countries in REGIONS.values():
        assert all(len(code) == 2 and code.isupper() for code in countries)
        assert sorted(set(countries)) == list(countries)


def test_regions_that_overlap_name_a_country_once():
    assert countries_of(["dach", "baltics", "dach", "atlantis"]) == ("AT", "CH", "DE", "EE", "LT", "LV")
    assert countries_of(["central_europe"]) == ("AT", "CH", "CZ", "DE", "HU", "LI", "PL", "SI", "SK")
    assert len(countries_of(["european_union"])) == 27
