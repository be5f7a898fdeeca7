"""Touches are logged from the account with one form, listed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.models import Touch
from tests.engagement.factories import TouchContactFactory, TouchFactory
from tests.factories import ContactFactory

pytestmark = pytest.mark.usefixtures("as_acme")
GIVEN = {"kind": "call", "direction": "outbound", "outcome": "conversation", "occurred_at": "2026-03-10T13:00"}


@pytest.fixture
def rep(login: Any) -> Any:
    return login("rep")


def test_a_touch_is_logged_with_its_next_step(rep):
    contact = ContactFactory()
    url = f"{rep.base}/sessions/touches/log/{contact.account.public_id}/"
    assert rep.get(url).status_code == 200

    response = rep.post(
        url, {**GIVEN, "contacts": [contact.pk], "next_step": "Send offer", "next_step_on": "2026-03-12"}
    )

    touch = Touch.objects.get()
    assert response.headers["Location"] == f"{rep.base}/accounts/{contact.account.public_id}/"
    assert (touch.owner_id, touch.next_step, touch.touch_contacts.count()) == (rep.user.pk, "Send offer", 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"next_step_on": "2026-03-12"}, "Say what is to be done by then."),
        ({"kind": "dance"}, "dance is not one of the available choices"),
        ({"occurred_at": "soon"}, "valid date/time"),
    ],
)
def test_what_cannot_be_logged_is_said_beside_the_field(rep, change, message):
    account = ContactFactory().account

    response = rep.post(f"{rep.base}/sessions/touches/log/{account.public_id}/", {**GIVEN, **change})

    assert (response.status_code, Touch.objects.count()) == (422, 0)
    assert message in response.content.decode()


def test_people_of_other_accounts_are_refused(rep):
    account, stranger = ContactFactory().account, ContactFactory()

    response = rep.post(f"{rep.base}/sessions/touches/log/{account.public_id}/", {**GIVEN, "contacts": [stranger.pk]})

    assert (response.status_code, Touch.objects.count()) == (422, 0)


def test_touches_are_listed_filtered_and_handed_out(rep):
    TouchContactFactory(touch__kind="email", touch__owner=rep.user, contact__first_name="Zoë")
    TouchFactory(kind="event")

    text = rep.get(f"{rep.base}/sessions/touches/", {"mine": "on"}).content.decode()
    assert "Zoë" in text
    assert "<td >Event" not in text
    file = b"".join(rep.get(f"{rep.base}/sessions/touches/", {"format": "csv"}).streaming_content).decode()
    assert "Zoë" in file
    assert "event" in file


def test_a_next_step_is_ticked_off_and_the_reader_goes_back(rep):
    touch = TouchFactory(next_step="Call")
    url = f"{rep.base}/sessions/next-steps/touch/{touch.public_id}/done/"

    there = rep.post(url, {"next": f"{rep.base}/accounts/"})
    away = rep.post(url, {"next": "https://evil.test/"})

    touch.refresh_from_db()
    assert touch.next_step_done_at is not None
    assert there.headers["Location"] == f"{rep.base}/accounts/"
    assert away.headers["Location"] == f"{rep.base}/sessions/"
    assert rep.post(f"{rep.base}/sessions/next-steps/deal/{touch.public_id}/done/").status_code == 404


def test_a_next_step_of_somebody_elses_account_is_ticked_off_by_whose_it_is(rep, login):
    other = login("rep", email="other@acme.test")
    touch = TouchFactory(next_step="Call", account__owner=other.user)
    url = f"{rep.base}/sessions/next-steps/touch/{touch.public_id}/done/"

    assert rep.post(url).status_code == 403
    touch.refresh_from_db()
    assert touch.next_step_done_at is None
    Touch.objects.update(owner=rep.user)  # logged while the account was theirs
    assert rep.post(url).status_code == 302
    touch.refresh_from_db()
    assert touch.next_step_done_at is not None


def test_a_touch_is_deleted_by_those_who_may(rep, login):
    touch = TouchFactory()
    reader = login("read_only")

    assert reader.post(f"{reader.base}/sessions/touches/{touch.public_id}/delete/").status_code == 403
    assert rep.post(f"{rep.base}/sessions/touches/{touch.public_id}/delete/").status_code == 302
    assert not Touch.objects.exists()
    assert rep.post(f"{rep.base}/sessions/touches/{touch.public_id}/delete/").status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_as_many_queries_for_many_rows(rep, count, django_assert_max_num_queries):
    for _ in range(count):
        TouchContactFactory()

    with django_assert_max_num_queries(12):
        rep.get(f"{rep.base}/sessions/touches/")
