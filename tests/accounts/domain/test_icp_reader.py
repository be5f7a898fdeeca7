from __future__ import annotations

import pytest

from accounts.domain.icp import SpecError
from accounts.domain.icp_reader import Reader


def codes(reader: Reader) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in reader.problems]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "required"),
        ("", "required"),
        (5, "not_a_text"),
        (" a", "untidy_text"),
        ("a\x00", "untidy_text"),
        ("abcd", "too_long"),
    ],
)
def test_a_text_is_tidy_and_short(given: object, code: str) -> None:
    reader = Reader()
    reader.text("x", given, limit=3)

    assert codes(reader) == [("x", code)]


@pytest.mark.parametrize(
    ("given", "code"), [(None, "required"), (True, "not_an_integer"), (1.0, "not_an_integer"), (11, "out_of_bounds")]
)
def test_a_number_is_whole_and_within_bounds(given: object, code: str) -> None:
    reader = Reader()

    assert reader.integer("x", given, 1, 10) == 1
    assert codes(reader) == [("x", code)]


def test_values_that_rules_cannot_tell_apart_are_refused() -> None:
    reader = Reader()
    reader.values_differ("x", [["SAP"], ["sap", "Oracle"]])

    assert codes(reader) == [("x", "duplicate")]


def test_problems_are_raised_together() -> None:
    reader = Reader()
    reader.choice("a", "no", {"yes"})
    reader.items("b", [], 1, 3)
    reader.mapping("c", [], known=set())

    with pytest.raises(SpecError):
        reader.raise_problems()
    assert codes(reader) == [("a", "not_a_choice"), ("b", "count"), ("c", "not_an_object")]


def test_without_problems_nothing_is_raised() -> None:
    Reader().raise_problems()
