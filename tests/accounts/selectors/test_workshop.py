"""How profiles stand is read with the same queries however many there are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.domain.workshop import QUESTIONS, Department, Input, State
from accounts.models import IcpAnswer, LearnedReport
from accounts.selectors.workshop import (
    beside,
    interview_of,
    interviews,
    picks_said,
    profile_standings,
    profiles_listed,
    review_list,
    workshop_page,
)
from accounts.services.icp_reviews import icp_review_record
from tests.accounts.icp_examples import ACTOR, CRITERIA, NOW, VISITS, draft_with, profile_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


def answer(profile: Any, question: str, *, day: int, text: str = "x", **picks: Any) -> None:
    at = datetime(2026, 5, day, 12, tzinfo=UTC)
    IcpAnswer.objects.create(profile=profile, question=question, text=text, picks=picks, answered_at=at)


def states(profile: Any, today: date = TODAY) -> dict[Input, State]:
    return {one.input: one.state for one in profile_standings([profile], today=today)[profile.pk]}


def test_inputs_show_in_criteria_answers_and_reports_of_the_profile_alone(as_acme):
    first, second = profile_with(), profile_with([VISITS], name="Other", publish=False)
    for key in QUESTIONS:
        answer(first, key, day=1)
    LearnedReport.objects.create(profile=first, version_number=1, decision="usable", report={}, created_at=NOW)

    assert states(first) == {
        Input.INTERVIEWS: State.DONE,
        Input.FIRMOGRAPHICS: State.DONE,
        Input.INTERNAL: State.MISSING,
        Input.TECHNOLOGY: State.MISSING,
        Input.BEHAVIOUR: State.MISSING,
        Input.PREDICTION: State.DONE,
    }
    assert [one for one, state in states(second).items() if state is State.DONE] == [Input.BEHAVIOUR]


def test_what_was_published_long_ago_is_old_until_it_is_reviewed(as_acme):
    profile = profile_with()
    later = date(2028, 1, 1)
    assert states(profile, later)[Input.FIRMOGRAPHICS] is State.OLD

    now = datetime(2027, 12, 1, tzinfo=UTC)
    icp_review_record(profile=profile, note="", next_on=None, actor=ACTOR, now=now, today=now.date())

    assert states(profile, later)[Input.FIRMOGRAPHICS] is State.DONE
    assert [review.version_number for review in review_list(profile)] == [1]


def test_the_newest_answer_comes_first_and_retired_questions_are_passed_over(as_acme):
    profile = profile_with()
    answer(profile, "why_then", day=1, text="old")
    answer(profile, "why_then", day=3, text="new", signal=["x"], employees=[1, 2])
    answer(profile, "no_longer_asked", day=2)

    part = interview_of(profile, Department.CUSTOMERS)

    assert (part.answered, [one.text for one in part.asked[1].answers]) == (1, ["new", "old"])
    newest = part.asked[1].newest
    assert newest is not None and [pick.value for pick, _ in picks_said(newest)] == ["employees", "signal"]
    assert part.asked[0].newest is None
    assert sum(one.answered for one in interviews(profile)) == 1


def test_the_draft_stands_beside_else_what_scores(as_acme):
    profile = profile_with()
    shown = beside(profile)
    assert shown.version == shown.published and shown.draft is None

    draft = draft_with(profile, [*CRITERIA, VISITS])

    shown = beside(profile)
    assert shown.version == draft
    assert [group.key for group in shown.groups] == ["firmographic", "behaviour", "values_match"]


def test_an_empty_workspace_has_a_page(as_acme):
    profile_with(publish=False)

    page = workshop_page("best", today=TODAY)

    assert (page.firmographics, page.shared, page.technologies, page.events) == ((), (), (), ())
    assert (page.deals, page.report, page.why_then.newest, page.profile.name) == ((0, 0), None, None, "Best")


def test_the_list_takes_the_same_queries_however_many_profiles(as_acme, django_assert_num_queries):
    profile_with()
    with django_assert_num_queries(8):
        profiles_listed(today=TODAY)
    for place in range(3):
        profile_with(name=f"More {place}")

    with django_assert_num_queries(8):
        assert len(profiles_listed(today=TODAY)) == 4
