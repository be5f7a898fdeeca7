"""The questions, and how the six inputs stand."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.domain.workshop import (
    OURS,
    QUESTIONS,
    Department,
    Input,
    State,
    Worked,
    months_earlier,
    months_later,
    questions_of,
    standings,
)

TODAY = date(2026, 5, 4)
ALL = {key: date(2026, 5, 1) for key in QUESTIONS}


def state(worked: Worked, one: Input) -> State:
    return next(found.state for found in standings(worked, today=TODAY) if found.input is one)


def test_every_department_is_asked_something_and_customers_why_then():
    assert all(questions_of(department) for department in Department)
    assert [question.key for question in questions_of(Department.CUSTOMERS)] == ["first_interest", "why_then"]
    assert len(OURS) == 5


def test_a_fresh_profile_misses_everything():
    found = standings(Worked({}, {}), today=TODAY)

    assert [one.input for one in found] == list(Input)
    assert {one.state for one in found} == {State.MISSING}
    assert found[0].open_to == OURS


def test_interviews_are_done_when_each_department_of_ours_has_answered_one_question():
    some = {key: day for key, day in ALL.items() if QUESTIONS[key].department is not Department.FINANCE}

    assert state(Worked(ALL, {}), Input.INTERVIEWS) is State.DONE
    found = standings(Worked(some, {}), today=TODAY)[0]
    assert (found.state, found.open_to, found.worked_on) == (State.MISSING, (Department.FINANCE,), date(2026, 5, 1))


def test_interviews_are_old_when_a_department_was_not_heard_within_the_rhythm():
    aged = {**ALL, "easiest_to_sell": date(2025, 10, 1)}

    assert state(Worked(aged, {}), Input.INTERVIEWS) is State.DONE
    found = standings(Worked(aged, {}, months=6), today=TODAY)[0]
    assert (found.state, found.open_to) == (State.OLD, (Department.SALES,))


def test_a_review_confirms_what_criteria_came_of_but_not_a_prediction():
    long_ago = date(2024, 1, 1)
    worked = Worked({}, {"firmographic": long_ago, "behaviour": long_ago}, reported_on=long_ago)
    assert state(worked, Input.FIRMOGRAPHICS) is State.OLD

    again = Worked({}, worked.groups, reported_on=long_ago, reviewed_on=date(2026, 5, 1))

    assert state(again, Input.FIRMOGRAPHICS) is State.DONE
    assert state(again, Input.TECHNOLOGY) is State.MISSING
    assert state(again, Input.PREDICTION) is State.OLD


@pytest.mark.parametrize("group", ["internal", "value", "team_input"])
def test_internal_data_shows_in_three_groups(group):
    assert state(Worked({}, {group: TODAY}), Input.INTERNAL) is State.DONE


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_their_last_day(day, months, found):
    assert months_later(day, months) == found


def test_months_go_back_as_well():
    assert months_earlier(date(2026, 3, 31), 1) == date(2026, 2, 28)
