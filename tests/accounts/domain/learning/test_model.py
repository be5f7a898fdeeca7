from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.icp_facts import FactKind
from accounts.domain.learning.criteria import version_of
from accounts.domain.learning.levels import Levels
from accounts.domain.learning.model import Options, model_in_whole_numbers, model_learn, row_weights
from accounts.domain.learning.terms import Term
from tests.accounts.domain.learning.samples import FIRST_DAY, frame_of

INDUSTRY = Levels("industry", FactKind.TEXT, np.array([0, 1, 2]), (), (("bank",),))
SIZE = Levels("employees", FactKind.INT, np.array([0, 1, 2]), (100,))


def test_the_term_that_reaches_furthest_weighs_a_thousand_and_its_worst_cell_has_share_nought():
    terms = [
        Term((INDUSTRY,), np.array([0.5, -0.5, 0.0])),
        Term((SIZE,), np.array([-1.0, 1.0, 0.0])),
        Term((SIZE, INDUSTRY), np.zeros(9)),
    ]
    model = model_in_whole_numbers(terms, 0.25)
    assert [(table.weight, list(table.shares)) for table in model.tables] == [
        (1000, [0, 1000, 500]),
        (500, [1000, 0, 500]),
    ]
    assert model.base == pytest.approx(0.25 - 1.0 - 0.5)
    # the best cell of every table: score 100,000 means base + 3 log-odds
    assert model.base + model.slope * 100_000 == pytest.approx(0.25 + 1.0 + 0.5)


def test_a_model_becomes_criteria_with_names_and_keys():
    model = model_in_whole_numbers([Term((SIZE, INDUSTRY), np.arange(9.0))], 0.0)
    (criterion,) = version_of(model).criteria
    assert (criterion.key, criterion.label, criterion.group) == (
        "learned_01_employees_industry", "Employees × Industry", "predictive",
    )  # fmt: skip
    assert criterion.weight == 1000
    assert criterion.facts == (("employees", FactKind.INT), ("industry", FactKind.TEXT))


def test_a_model_without_terms_scores_nought():
    model = model_in_whole_numbers([], -1.0)
    assert list(model.score_milli(frame_of([True, False]))) == [0, 0]
    assert list(model.log_odds(frame_of([True]))) == [-1.0]


def test_a_deal_counts_half_for_each_half_life_and_an_undated_one_as_the_oldest():
    created = np.array([FIRST_DAY, FIRST_DAY + 10, FIRST_DAY + 20, -1])
    assert list(row_weights(created, 10)) == [0.25, 0.5, 1.0, 0.25]
    assert list(row_weights(created, None)) == [1.0] * 4
    assert list(row_weights(np.array([-1, -1]), 10)) == [1.0, 1.0]


def test_two_facts_that_only_say_something_together_are_paired():
    left = [row % 2 for row in range(1_600)]
    right = [row // 2 % 2 for row in range(1_600)]
    won = [a == b if row % 8 else a != b for row, (a, b) in enumerate(zip(left, right, strict=True))]
    frame = frame_of(won, texts={"city": [f"c{a}" for a in left], "region": [f"r{b}" for b in right]})
    alone, paired = model_learn(frame, Options(pairs=0)), model_learn(frame, Options(pairs=4))
    assert {len(table.levels) for table in alone.tables} <= {1}
    assert paired.tables[0].weight == 1000
    assert {levels.key for levels in paired.tables[0].levels} == {"city", "region"}
