"""A session is planned, run and logged with plain forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content.models import Asset, Objection
from engagement.models import SalesSession, SessionObjection, SessionParticipant
from tests.engagement.factories import SessionFactory, StepFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def steps(*lines: dict[str, str], prefix: str = "steps", initial: int = 0) -> dict[str, str]:
    given = {f"{prefix}-TOTAL_FORMS": str(len(lines)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for place, line in enumerate(lines):
        given |= {f"{prefix}-{place}-{name}": value for name, value in line.items()}
    return given


@pytest.fixture
def rep(login: Any) -> Any:
    return login("rep")


def test_a_session_is_planned_from_the_account(rep):
    contact = ContactFactory(account__name="Initech")
    asset = Asset.objects.create(title="Price list", title_key="p", kind="deck", effort="low", status="approved")
    url = f"{rep.base}/sessions/plan/{contact.account.public_id}/"
    assert "Initech" in rep.get(url).content.decode()
    lines = steps(
        {"position": "2", "title": "Demo"}, {"position": "1", "asset": str(asset.pk), "value_offered": "Saves"}, {}
    )

    response = rep.post(url, {"title": "First", "starts_at": "2026-03-10T13:00", "contacts": [contact.pk], **lines})

    session = SalesSession.objects.get()
    assert response.headers["Location"] == f"{rep.base}/sessions/{session.public_id}/"
    assert session.starts_at.isoformat() == "2026-03-10T12:00:00+00:00"  # Budapest
    assert [step.title for step in session.steps.order_by("position")] == ["Price list", "Demo"]
    assert session.led_by_id == rep.user.pk


def test_a_plan_without_a_title_is_refused_beside_the_field(rep):
    account = AccountFactory()

    response = rep.post(f"{rep.base}/sessions/plan/{account.public_id}/", {"starts_at": "2026-03-10T13:00", **steps()})

    assert (response.status_code, SalesSession.objects.count()) == (422, 0)
    assert "This field is required." in response.content.decode()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_has_no_year_elsewhere_is_refused(rep, moment):
    account = AccountFactory()

    for face, name in (("plan", "starts_at"), ("touches/log", "occurred_at")):
        response = rep.post(f"{rep.base}/sessions/{face}/{account.public_id}/", {name: moment, **steps()})

        assert response.status_code == 422
        assert "Enter a valid date/time." in response.content.decode()


def test_as_many_steps_as_somebody_claims_to_send_are_not_made(rep):
    address = f"{rep.base}/sessions/plan/{AccountFactory().public_id}/"

    response = rep.post(address, {"title": "x", "starts_at": "2026-03-10T13:00", **steps(), "steps-TOTAL_FORMS": "999"})

    assert response.status_code == 422
    assert response.content.decode().count('name="steps-') < 50 * 6


def test_a_plan_is_changed(rep):
    session = StepFactory().session
    url = f"{rep.base}/sessions/{session.public_id}/edit/"
    assert "Price list" in rep.get(url).content.decode()

    rep.post(url, {"title": "Second", "starts_at": "2026-03-10T13:00", **steps({"title": "Demo"})})

    session.refresh_from_db()
    assert (session.title, [step.title for step in session.steps.all()]) == ("Second", ["Demo"])


def test_the_outcome_is_logged_in_one_form(rep):
    session = SessionFactory()
    contact = ContactFactory(account=session.account)
    SessionParticipant.objects.create(session=session, contact=contact)
    step = StepFactory(session=session)
    library = Objection.objects.create(text="Too dear", answer="It pays back.")
    url = f"{rep.base}/sessions/{session.public_id}/log/"
    assert "Too dear" in rep.get(url).content.decode()

    response = rep.post(
        url,
        {
            "outcome": "advanced",
            "next_step": "Send offer",
            "next_step_on": "2026-03-12",
            **steps({"step": str(step.pk), "is_shown": "on", "reaction": "positive"}, prefix="shown", initial=1),
            "more-title": "Whiteboard",
            **steps(
                {"objection": str(library.pk), "contact": str(contact.pk), "is_resolved": "yes"}, {}, prefix="said"
            ),
        },
    )

    assert response.status_code == 302
    session.refresh_from_db()
    assert (session.status, session.outcome, session.next_step) == ("held", "advanced", "Send offer")
    assert session.steps.filter(is_shown=True).count() == 2
    said = SessionObjection.objects.get()
    assert (said.text, said.contact_id, said.is_resolved) == ("Too dear", contact.pk, True)
    text = rep.get(f"{rep.base}/sessions/{session.public_id}/").content.decode()
    assert "A step forward" in text
    assert "Whiteboard" in text


def test_the_future_cannot_be_logged(rep):
    session = SessionFactory(starts_at=timezone.now() + timedelta(days=1))
    lines = {**steps(prefix="shown"), **steps(prefix="said")}

    response = rep.post(f"{rep.base}/sessions/{session.public_id}/log/", {"outcome": "won", **lines})

    assert response.status_code == 422
    assert "has not begun yet" in response.content.decode()
    assert "once the session has begun" in rep.get(f"{rep.base}/sessions/{session.public_id}/").content.decode()


def test_a_session_is_cancelled_and_deleted(rep):
    session = SessionFactory()

    rep.post(f"{rep.base}/sessions/{session.public_id}/cancel/")
    session.refresh_from_db()
    assert session.status == "cancelled"

    rep.post(f"{rep.base}/sessions/{session.public_id}/delete/")
    assert not SalesSession.objects.exists()


def test_the_list_is_filtered_and_handed_out(rep):
    SessionFactory(title="Mine", led_by=rep.user)
    SessionFactory(title="Theirs", status="held", outcome="won")

    text = rep.get(f"{rep.base}/sessions/", {"mine": "on"}).content.decode()
    assert "Mine" in text
    assert "Theirs" not in text
    assert "Theirs" in rep.get(f"{rep.base}/sessions/", {"status": "held"}).content.decode()
    file = b"".join(rep.get(f"{rep.base}/sessions/", {"format": "csv"}).streaming_content)
    assert b"Theirs" in file
    assert b"held,won" in file


def test_the_analysis_compares_won_with_lost(rep):
    for status in ("won", "lost"):
        StepFactory(session=SessionFactory(status="held", deal=DealFactory(status=status)), is_shown=True)

    text = rep.get(f"{rep.base}/sessions/analysis/").content.decode()

    assert "Price list" in text
    assert "no difference shown" in text
    assert b"content,Price list,1,0,1,0" in b"".join(
        rep.get(f"{rep.base}/sessions/analysis/", {"format": "csv"}).streaming_content
    )


def test_read_only_members_read_and_foreign_sessions_do_not_exist(login, globex):
    session = SessionFactory()
    reader, stranger = login("read_only"), login("admin", tenant=globex)

    assert reader.get(f"{reader.base}/sessions/{session.public_id}/").status_code == 200
    assert reader.post(f"{reader.base}/sessions/{session.public_id}/cancel/").status_code == 403
    assert reader.get(f"{reader.base}/sessions/plan/{session.account.public_id}/").status_code == 403
    for path in ("", "edit/", "log/"):
        assert stranger.get(f"{stranger.base}/sessions/{session.public_id}/{path}").status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_as_many_queries_for_many_rows(rep, count, django_assert_max_num_queries):
    for _ in range(count):
        SessionFactory()

    with django_assert_max_num_queries(12):
        rep.get(f"{rep.base}/sessions/")
