"""A session is planned, changed, cancelled; once it is over its plan stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from content.models import Asset
from engagement.models import SalesSession
from engagement.services import (
    SessionDetails,
    StepGiven,
    session_cancel,
    session_delete,
    session_plan,
    session_update,
)
from engagement.services.sessions import EmptyStepError, SessionOverError
from engagement.services.touches import WrongAccountError
from tests.engagement.factories import NOON, SessionFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
DETAILS = SessionDetails(title="First meeting", starts_at=NOON)
pytestmark = pytest.mark.usefixtures("as_acme")


def steps(session: SalesSession) -> list[tuple[int, str, str]]:
    return list(session.steps.order_by("position").values_list("position", "title", "value_offered"))


def test_a_plan_holds_people_and_ordered_content(as_acme):
    contact = ContactFactory()
    asset = Asset.objects.create(title="Price list", title_key="price list", kind="deck", effort="low")
    planned = (StepGiven(asset_id=asset.pk, value_offered="Saves 20 %"), StepGiven(title="Live demo"))

    session = session_plan(
        account=contact.account, details=replace(DETAILS, contact_ids=(contact.pk,), steps=planned), actor=ACTOR
    )

    assert session.status == "planned"
    assert [one.contact_id for one in session.participants.all()] == [contact.pk]
    assert steps(session) == [(1, "Price list", "Saves 20 %"), (2, "Live demo", "")]
    assert AuditEntry.objects.get().action == "session.plan"


def test_a_changed_plan_replaces_people_and_steps():
    contact = ContactFactory()
    first = replace(DETAILS, contact_ids=(contact.pk,), steps=(StepGiven(title="A"), StepGiven(title="B")))
    session = session_plan(account=contact.account, details=first, actor=ACTOR)

    session = session_update(
        session=session,
        details=replace(first, title="Second", contact_ids=(), steps=(StepGiven(title="B"),)),
        now=NOON,
        actor=ACTOR,
    )

    assert (session.title, session.version, session.participants.count()) == ("Second", 2, 0)
    assert steps(session) == [(1, "B", "")]


def test_a_step_without_content_or_title_is_refused():
    with pytest.raises(EmptyStepError):
        session_plan(account=AccountFactory(), details=replace(DETAILS, steps=(StepGiven(),)), actor=ACTOR)


@pytest.mark.parametrize("field", ["contact_ids", "deal_id"])
def test_people_and_deals_of_other_accounts_are_refused(field):
    value: Any = (ContactFactory().pk,) if field == "contact_ids" else DealFactory().pk

    with pytest.raises(WrongAccountError):
        session_plan(account=AccountFactory(), details=replace(DETAILS, **{field: value}), actor=ACTOR)


@pytest.mark.parametrize("status", ["held", "cancelled"])
def test_what_is_over_is_not_planned_again(status):
    session = SessionFactory(status=status)

    with pytest.raises(SessionOverError):
        session_update(session=session, details=DETAILS, now=NOON, actor=ACTOR)
    with pytest.raises(SessionOverError):
        session_cancel(session=session, now=NOON, actor=ACTOR)


def test_a_cancelled_session_stays_readable_and_a_deleted_one_is_gone():
    session = SessionFactory()
    session_cancel(session=session, now=NOON, actor=ACTOR)
    assert SalesSession.objects.get().status == "cancelled"

    session_delete(session=session, actor=ACTOR)
    assert not SalesSession.objects.exists()
