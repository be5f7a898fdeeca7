"""The session list, one session, and what was shown and said in won against lost deals."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from engagement.models import SessionObjection
from engagement.selectors.sessions import (
    content_findings,
    objection_findings,
    outcome_counts,
    session_find,
    session_list,
)
from tests.engagement.factories import NOON, SessionFactory, StepFactory
from tests.factories import DealFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def test_the_list_is_newest_first_and_narrowed_by_filters():
    old = SessionFactory(starts_at=NOON - timedelta(days=1), status="held", outcome="won")
    new = SessionFactory()
    StepFactory(session=new, is_shown=True)
    StepFactory(session=new)

    assert list(session_list()) == [new, old]
    assert session_list()[0].shown == 1
    assert list(session_list(given={"status": "held", "outcome": "won", "led_by_id": None})) == [old]
    assert list(session_list(given={"start": NOON, "end": NOON + timedelta(days=1)})) == [new]


def test_one_session_costs_four_queries(django_assert_num_queries):
    session = StepFactory().session

    with django_assert_num_queries(4):  # session, people, steps, objections
        found = session_find(public_id=session.public_id)
        assert found is not None
        assert [step.title for step in found.steps.all()] == ["Price list"]
    assert session_find(public_id=uuid4()) is None


def held(status: str, *titles: str, objection: str = "") -> None:
    session = SessionFactory(status="held", outcome="advanced", deal=DealFactory(status=status))
    for title in titles:
        StepFactory(session=session, title=title, is_shown=True)
    if objection:
        SessionObjection.objects.create(session=session, text=objection, is_resolved=status == "won")


def test_content_is_compared_by_deals_not_by_showings():
    deal = DealFactory(status="won")
    for _ in range(2):
        StepFactory(session=SessionFactory(status="held", deal=deal), title="Demo", is_shown=True)
    held("lost", "Demo")
    held("lost", "Slides")
    held("open", "Slides")
    StepFactory(session=SessionFactory(status="held", deal=deal), title="Never shown")

    found = {one.label: (one.table.won_with, one.table.lost_with, one.is_low_n) for one in content_findings()}

    assert found == {"Demo": (1, 1, True), "Slides": (0, 1, True)}


def test_objections_say_how_often_they_were_answered():
    held("won", objection="Too dear")
    held("lost", objection="Too dear")

    (finding,) = objection_findings()

    assert (finding.n, finding.resolved, finding.leans) == (2, 1, "")


def test_outcomes_of_sessions_held_are_counted():
    held("won")
    held("lost")
    SessionFactory()

    assert outcome_counts() == {"advanced": 2}
