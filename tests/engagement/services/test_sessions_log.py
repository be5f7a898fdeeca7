"""The outcome of a session is logged once, with what was shown and said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content.models import Objection
from engagement.models import SessionParticipant
from engagement.services import ObjectionGiven, SessionResult, StepShown, session_log
from engagement.services.sessions import SessionOverError
from engagement.services.sessions_log import NotHeldYetError
from personas.models import CommitteeSeat
from tests.engagement.factories import NOON, SessionFactory, StepFactory
from tests.factories import ContactFactory
from users.services import Actor

ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.usefixtures("as_acme")


def test_steps_objections_and_the_next_step_are_kept():
    session = SessionFactory()
    contact = ContactFactory(account=session.account)
    SessionParticipant.objects.create(session=session, contact=contact)
    shown, skipped = StepFactory(session=session), StepFactory(session=session, title="Demo")
    library = Objection.objects.create(text="Too dear", answer="It pays back in a year.")
    result = SessionResult(
        outcome="advanced",
        steps=(
            StepShown(shown.pk, is_shown=True, reaction="positive", value_offered="Saves time"),
            StepShown(skipped.pk, is_shown=False),
            StepShown(None, is_shown=True, title="Whiteboard", reaction="neutral"),
        ),
        objections=(
            ObjectionGiven(
                objection_id=library.pk, contact_id=contact.pk, is_resolved=True, handling="Showed the sums"
            ),
            ObjectionGiven(text="No time"),
            ObjectionGiven(),
        ),
        note="Good talk",
        next_step="Send offer",
        next_step_on=date(2026, 3, 12),
    )

    session = session_log(session=session, result=result, now=NOON + timedelta(hours=1), actor=ACTOR)

    assert (session.status, session.outcome, session.next_step) == ("held", "advanced", "Send offer")
    found = session.steps.order_by("position").values_list("title", "is_shown", "reaction", "value_offered")
    assert list(found) == [
        ("Price list", True, "positive", "Saves time"),
        ("Demo", False, None, ""),
        ("Whiteboard", True, "neutral", ""),
    ]
    said = session.objections.order_by("pk").values_list("text", "contact_id", "is_resolved", "handling")
    assert list(said) == [("Too dear", contact.pk, True, "Showed the sums"), ("No time", None, None, "")]


def test_those_present_were_spoken_to():
    session = SessionFactory()
    contact = ContactFactory(account=session.account)
    SessionParticipant.objects.create(session=session, contact=contact)
    CommitteeSeat.objects.create(account=session.account, contact=contact, buying_role="champion")

    session_log(session=session, result=SessionResult(outcome="won"), now=NOON, actor=ACTOR)

    assert CommitteeSeat.objects.get().last_contacted_at == NOON


def test_a_session_is_logged_once():
    session = SessionFactory()
    session_log(session=session, result=SessionResult(outcome="won"), now=NOON, actor=ACTOR)

    with pytest.raises(SessionOverError):
        session_log(session=session, result=SessionResult(outcome="lost"), now=NOON, actor=ACTOR)


def test_the_future_has_no_outcome():
    with pytest.raises(NotHeldYetError):
        session_log(
            session=SessionFactory(), result=SessionResult(outcome="won"), now=NOON - timedelta(minutes=1), actor=ACTOR
        )
