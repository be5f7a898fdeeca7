"""Lists as learning reads them."""

from __future__ import annotations

import numpy as np

from accounts.domain.icp_facts import FactKind
from accounts.domain.learning.criteria import version_of
from accounts.domain.learning.fields import unusable
from accounts.domain.learning.frame import Frame, number_column, text_column
from accounts.domain.learning.leakage import leaks_find
from accounts.domain.learning.levels import column_levels
from accounts.domain.learning.lists import MOST_VALUES, list_columns
from accounts.domain.learning.model import Options, model_learn

ROWS = 200
USES = [("SAP", "Jira") if row % 2 else ("Jira",) if row % 4 else None if row % 8 else () for row in range(ROWS)]


def frame(*columns: object, won: list[bool]) -> Frame:
    return Frame(tuple(columns), np.array(won), np.full(ROWS, -1), np.full(ROWS, -1))  # type: ignore[arg-type]


def test_a_value_in_enough_lists_is_a_column_of_its_own() -> None:
    rare = [*USES[:-1], ("SAP", "Rare")]

    columns = list_columns("technologies", rare)

    assert [column.key for column in columns] == ["technologies: Jira", "technologies: SAP"]
    assert {column.fact for column in columns} == {"technologies"}
    assert {column.kind for column in columns} == {FactKind.SET}
    assert list(columns[1].codes[:9]) == [2, 0, 1, 0, -1, 0, 1, 0, 2]


def test_spellings_are_one_value_told_as_it_is_written_most() -> None:
    given = [("SAP",)] * 12 + [("sap",)] * 5 + [("Jira",)] * 3

    (column,) = list_columns("technologies", given)

    assert (column.key, int((column.codes == 0).sum())) == ("technologies: SAP", 17)


def test_a_value_that_every_list_has_says_nothing() -> None:
    assert list_columns("technologies", [("SAP",)] * 20 + [None] * 5) == []
    assert list_columns("technologies", [None] * 5) == []


def test_the_most_frequent_values_are_enough() -> None:
    given = [(f"tool {number}",) for number in range(MOST_VALUES + 5) for _ in range(12)]

    assert len(list_columns("technologies", given)) == MOST_VALUES


def test_its_levels_are_those_the_rule_finds() -> None:
    column = list_columns("technologies", USES)[1]

    levels = column_levels(column, np.ones(ROWS), least=3, most=40)

    assert levels is not None
    assert levels.axis().fact == "technologies"
    assert list(levels.encode(column)) == [levels.axis().level(one) for one in USES]


def test_a_list_is_filled_in_where_something_is_in_it() -> None:
    column = list_columns("technologies", USES)[1]

    assert list(column.filled[:9]) == [False, True, True, True, False, True, True, True, False]


def test_a_learned_criterion_names_the_value_and_scores_as_the_model_does() -> None:
    won = [row % 2 == 1 if row % 10 else row % 20 == 0 for row in range(ROWS)]
    learned = frame(*list_columns("technologies", USES), won=won)

    model = model_learn(learned, Options(None, 24))
    spec = version_of(model)

    assert spec.criteria[0].label == "Technologies: SAP"
    assert spec.criteria[0].facts == (("technologies", FactKind.SET),)
    assert unusable(learned) == {}
    assert len({tuple(axis.fact for axis in one.rule.axes) for one in spec.criteria}) <= 2  # type: ignore[union-attr]
    assert model.score_milli(learned)[1] > model.score_milli(learned)[2]


def test_that_a_signal_never_came_is_known_and_no_sign_of_a_leak() -> None:
    came = [10 if row % 10 in (1, 3) or row % 40 == 0 else None for row in range(ROWS)]
    column = number_column("signal.visit", came, FactKind.DAYS)
    text = text_column("deal.custom.Tag", [None if one is None else "x" for one in came])

    found = leaks_find(frame(column, text, won=[row % 2 == 1 for row in range(ROWS)]))

    assert column.filled.all()
    assert [(one.field, one.reason) for one in (*found.leaky, *found.suspect)] == [
        ("deal.custom.Tag", "filled_after_outcome")
    ]


def test_signals_and_ratings_are_named_in_words() -> None:
    won = [row % 2 == 1 if row % 10 else row % 20 == 0 for row in range(ROWS)]
    columns = [
        number_column("signal.web_visit", [row % 2 * 50 + row % 7 for row in range(ROWS)], FactKind.DAYS),
        number_column("signal_count.web_visit", [row % 2 + row % 3 for row in range(ROWS)]),
        number_column("rating.sales", [2000 + 1000 * (row % 2) for row in range(ROWS)]),
    ]

    labels = {one.label for one in version_of(model_learn(frame(*columns, won=won), Options(None, 0))).criteria}

    assert labels == {"Days since web visit", "Number of web visit", "Rating by sales"}
