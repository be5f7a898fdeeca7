"""Intervals and exact tests agree with the published worked examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.statistics import Table2x2, fisher_two_sided, holm_adjusted, odds_ratio, wilson_interval

counts = st.integers(min_value=0, max_value=60)
tables = st.builds(Table2x2, counts, counts, counts, counts)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"), [(10, 20, 0.299, 0.701), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)]
)
def test_wilson_intervals_match_the_worked_examples(successes, trials, low, high):
    interval = wilson_interval(successes=successes, trials=trials)

    assert interval is not None
    assert (round(interval.low, 3), round(interval.high, 3)) == (low, high)


def test_no_trial_has_no_interval():
    assert wilson_interval(successes=0, trials=0) is None


def test_more_successes_than_trials_is_a_bug():
    with pytest.raises(ValueError, match="3 successes in 2 trials"):
        wilson_interval(successes=3, trials=2)


@given(st.integers(min_value=1, max_value=5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_the_share_and_stays_within_zero_and_one(pair):
    successes, trials = pair
    interval = wilson_interval(successes=successes, trials=trials)

    assert interval is not None
    assert 0 <= interval.low <= successes / trials <= interval.high <= 1


def test_the_odds_ratio_of_forty_ten_against_twentyfive_twentyfive_is_the_worked_example():
    table = Table2x2(won_with=40, won_without=10, lost_with=25, lost_without=25)

    assert round(odds_ratio(table), 3) == 3.857
    assert round(fisher_two_sided(table), 5) == 0.00305


def test_an_empty_table_shows_nothing():
    assert fisher_two_sided(Table2x2(0, 0, 0, 0)) == 1.0


@given(tables)
def test_fisher_does_not_care_which_side_is_called_won(table):
    mirrored = Table2x2(table.lost_with, table.lost_without, table.won_with, table.won_without)

    assert fisher_two_sided(table) == fisher_two_sided(mirrored)
    assert 0 < fisher_two_sided(table) <= 1


def test_holm_multiplies_the_smallest_by_the_number_looked_at():
    assert holm_adjusted([0.04, 0.01, 0.03]) == [0.06, 0.03, 0.06]
    assert holm_adjusted([]) == []


@pytest.mark.parametrize("seen", [180, 200, 250, 260, 300])
def test_fisher_of_many_agrees_with_whole_numbers(seen, monkeypatch):
    table = Table2x2(seen, 1000 - seen, 700, 2300)
    many = fisher_two_sided(table)

    monkeypatch.setattr("common.statistics.EXACT_UP_TO", 10_000)

    assert many == pytest.approx(fisher_two_sided(table), rel=1e-7)


def test_fisher_of_a_million_is_quick_and_certain():
    assert fisher_two_sided(Table2x2(60_000, 190_000, 150_000, 600_000)) < 1e-10
    assert fisher_two_sided(Table2x2(0, 250_000, 0, 750_000)) == 1.0
