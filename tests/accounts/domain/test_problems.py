"""Faults of values."""

from __future__ import annotations

from accounts.domain.problems import Problem, fill


def test_a_problem_has_a_code_a_place_and_a_sentence() -> None:
    problem = Problem("not_a_number", params={"value": "x"}).at(3, "Employees")
    assert str(problem) == "line 3, column Employees: x is not a plain number; declare a format for the column."


def test_long_values_are_cut_and_missing_ones_stay_visible() -> None:
    assert fill("{value} {other}", {"value": "x" * 100}) == "x" * 80 + "… {other}"
