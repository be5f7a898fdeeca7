"""Sums begin at nought, medians begin unknown, and no kind of row adds to a number that does not exist."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from metrics.domain.catalogue import NAMES, Fact, Variants, compute, metric_facts, row_columns
from metrics.domain.sums import Sums, Terms

MEDIANS = {"won_median_cents", "cycle_median"}


def test_a_group_without_rows_has_noughts_and_unknown_medians():
    empty = Sums()

    assert {field.name for field in fields(Sums) if getattr(empty, field.name) is None} == MEDIANS
    assert {getattr(empty, field.name) for field in fields(Sums) if field.name not in MEDIANS} == {0}


def test_sums_once_added_up_are_not_changed():
    with pytest.raises(FrozenInstanceError):
        Sums(won=1).won = 2  # type: ignore[misc]


def test_every_number_a_drill_down_shows_is_one_of_the_sums():
    shown = {
        column
        for name in NAMES
        for ltv in ("margin", "net", "historic")
        for fact in metric_facts(name, Variants(ltv))
        for column in row_columns(name, fact, Variants(ltv))
    }

    assert shown - {field.name for field in fields(Sums)} == set()
    assert row_columns("win_rate", Fact.CLOSED, Variants()) == ("won", "lost")


def test_the_workspaces_terms_decide_what_is_a_small_sample():
    sums = Sums(won=5, lost=4)

    flags = [
        compute("win_rate", sums=sums, terms=Terms(low_n=low_n), variants=Variants(), version="1").flags
        for low_n in (9, 10)
    ]

    assert flags == [(), ("low_n",)]


def test_without_settings_a_sample_below_twenty_is_small_and_a_lifetime_ends_after_five_years():
    terms = Terms()

    assert (terms.low_n, terms.cap_months, terms.monthly_discount_bp, terms.days) == (20, 60, 100, 91)
    assert not terms.to_date
