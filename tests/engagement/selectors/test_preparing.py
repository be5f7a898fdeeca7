"""What is at hand before a session."""

from __future__ import annotations

import pytest

from content.models import Objection
from engagement.models import SessionParticipant
from engagement.selectors.preparing import Idea, objection_library, people_of, session_ideas, shown_to
from personas.models import Persona
from tests.content.factories import NOW, AssetFactory, PlacementFactory
from tests.engagement.factories import SessionFactory, StepFactory, TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import PersonaFactory, SeatFactory, TemplateFactory, TemplateSeatFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def test_the_people_are_those_who_still_work_there_by_name():
    account = AccountFactory()
    for name, status in (("Zoe", "active"), ("Ann", "active"), ("Bob", "left")):
        ContactFactory(account=account, first_name=name, status=status)
    ContactFactory(first_name="Eve")

    assert [person.first_name for person in people_of(account)] == ["Ann", "Zoe"]


def test_everybody_in_the_room_saw_what_was_shown_there():
    account = AccountFactory()
    ann, bob, absent = (ContactFactory(account=account) for _ in range(3))
    price, plan, skipped = (AssetFactory() for _ in range(3))
    for people, assets in (((ann, bob), (price,)), ((ann,), (plan,))):
        session = SessionFactory(account=account)
        for contact in people:
            SessionParticipant.objects.create(session=session, contact=contact)
        for asset in assets:
            StepFactory(session=session, asset=asset, is_shown=True)
        StepFactory(session=session, asset=skipped, is_shown=False)
        StepFactory(session=session, asset=None, is_shown=True)

    seen = shown_to(account)

    assert seen == {ann.pk: {price.pk, plan.pk}, bob.pk: {price.pk}}
    assert absent.pk not in seen
    assert shown_to(AccountFactory()) == {}


def test_what_was_sent_counts_for_those_it_was_sent_to():
    account = AccountFactory()
    ann, bob = (ContactFactory(account=account) for _ in range(2))
    sheet = AssetFactory()
    sent = TouchFactory(account=account, kind="email", asset=sheet)
    TouchContactFactory(touch=sent, contact=ann)
    TouchContactFactory(touch=TouchFactory(account=account), contact=bob)

    assert shown_to(account) == {ann.pk: {sheet.pk}}


@pytest.mark.parametrize("sessions", [1, 20])
def test_what_was_shown_costs_three_queries(sessions, django_assert_num_queries):
    account = AccountFactory()
    for _ in range(sessions):
        session = SessionFactory(account=account)
        SessionParticipant.objects.create(session=session, contact=ContactFactory(account=account))
        StepFactory(session=session, asset=AssetFactory(), is_shown=True)

    with django_assert_num_queries(3):
        assert len(shown_to(account)) == sessions


def committee(*names: str) -> list[Persona]:
    template = TemplateFactory()
    return [
        TemplateSeatFactory(
            template=template, position=place, persona=PersonaFactory(name=name, value_argument=f"{name} saves a day")
        ).persona
        for place, name in enumerate(names)
    ]


def test_the_ideas_are_the_best_for_each_persona_in_turn():
    finance, product = committee("Finance", "Product")
    chosen = {
        name: PlacementFactory(persona=persona, asset=AssetFactory(title=name)).asset
        for name, persona in (("F1", finance), ("F2", finance), ("F3", finance), ("P1", product), ("P2", product))
    }

    ideas = session_ideas(account=AccountFactory(), now=NOW)

    assert [idea.value_offered for idea in ideas] == [
        "Finance saves a day",
        "Product saves a day",
        "Finance saves a day",
        "Product saves a day",
    ]
    assert {ideas[1].asset, ideas[3].asset} == {chosen["P1"], chosen["P2"]}


def test_content_for_everybody_is_an_idea_once():
    finance, _product = committee("Finance", "Product")
    asset = PlacementFactory().asset

    assert session_ideas(account=AccountFactory(), now=NOW) == [Idea(asset, "Finance saves a day")]
    assert finance.value_argument == "Finance saves a day"


def test_what_the_persona_saw_already_is_no_idea():
    (finance,) = committee("Finance")
    account = AccountFactory()
    seat = SeatFactory(account=account, persona=finance)
    old, new = (PlacementFactory(persona=finance).asset for _ in range(2))
    session = SessionFactory(account=account)
    SessionParticipant.objects.create(session=session, contact=seat.contact)
    StepFactory(session=session, asset=old, is_shown=True)

    assert [idea.asset for idea in session_ideas(account=account, now=NOW)] == [new]


def test_the_objections_are_listed_by_their_words():
    for text in ("Too dear", "No time"):
        Objection.objects.create(text=text, answer="Because")

    assert [objection.text for objection in objection_library()] == ["No time", "Too dear"]
