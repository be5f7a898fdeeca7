from __future__ import annotations

import pytest

from crm.domain.waiting import comes_into_question, row_identity


def test_a_row_is_known_by_its_key_else_by_name_domain_and_country() -> None:
    assert row_identity({"external_id": "7", "name": "Delta"}) == row_identity({"external_id": "7", "name": "Other"})
    assert row_identity({"name": "Delta Inc."}) == row_identity({"name": "DELTA", "domain": None, "country": None})
    kinds = [
        {"name": "Delta"},
        {"name": "Delta", "country": "GR"},
        {"name": "Delta", "domain": "delta.test"},
        {"external_id": "Delta", "name": "Delta"},
    ]
    assert len({row_identity(values) for values in kinds}) == 4


@pytest.mark.parametrize(
    ("values", "key", "domain", "country", "fits"),
    [
        ({"name": "Delta"}, "delta", "", None, True),
        ({"name": "Delta"}, "delta air", "", None, False),
        ({"name": "Delta", "country": "US"}, "delta", "", "GR", False),
        ({"name": "Delta", "domain": "a.test"}, "delta", "b.test", None, False),
        ({"name": "Delta", "domain": "a.test"}, "delta air", "a.test", "GR", True),
        ({"name": "Delta", "domain": "a.test", "country": "US"}, "delta", "a.test", "GR", True),
        ({"name": "Delta", "domain": "a.test"}, "gamma", "a.test", None, False),
    ],
)
def test_an_account_comes_into_question_by_the_rule_of_the_matching(values, key, domain, country, fits) -> None:
    assert comes_into_question(values, key=key, domain=domain, country=country) is fits
