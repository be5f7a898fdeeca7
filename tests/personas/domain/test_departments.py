"""The names stored on contacts and asked for by persona rules."""

from __future__ import annotations

from personas.domain.departments import Department, Seniority


def test_names_fit_the_columns_that_hold_them():
    assert max(len(name) for name in (*Department, *Seniority)) <= 60


def test_levels_run_from_the_top_down():
    top, *_, bottom = Seniority
    assert (top, bottom) == ("c_level", "junior")
