"""Countries are known by their names in every language."""

from __future__ import annotations

import pytest

from crm.domain.countries import country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [("United States", "US"), ("U.S.", "US"), ("usa", "US"), ("hu", "HU"), ("Magyarország", "HU"), ("Россия", "RU"),
     ("ایران", "IR"), ("Deutschland", "DE"), ("Côte d'Ivoire", "CI"), ("South Korea", "KR"), ("UK", "GB"),
     ("Republic of the Congo", "CG"), ("The Netherlands", "NL")],
)  # fmt: skip
def test_a_name_in_any_language_is_known(name: str, code: str) -> None:
    assert country_code(name) == code


def test_what_is_no_country_is_not_guessed() -> None:
    assert [country_code(name) for name in ("Philipines", "Atlantis", "", "Europe")] == [None] * 4
