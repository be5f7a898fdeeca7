"""Touches come in set-based from outside and one by one by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from common.errors import NotFoundError
from engagement.models import Touch, TouchContact
from engagement.services import TouchGiven, touch_delete, touch_log, touch_upsert
from engagement.services.touches import WrongAccountError
from outbox.models import Message
from tests.content.factories import AssetFactory
from tests.engagement.factories import NOON, TouchFactory
from tests.factories import AccountFactory, ContactFactory
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
TOUCH: dict[str, Any] = {
    "external_id": "1",
    "kind": "call",
    "occurred_at": "2026-03-10T12:00:00Z",
    "outcome": "conversation",
    "account_external_id": "a1",
    "contact_external_ids": ["c1"],
    "owner_email": "sdr@acme.test",
}
pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture
def initech(as_acme: Any) -> Any:
    account = AccountFactory(source="crm", external_id="a1")
    for key in ("c1", "c2"):
        ContactFactory(source="crm", external_id=key, account=account)
    return account


def put(*rows: dict[str, Any]) -> list[Any]:
    return touch_upsert(rows=rows, source="crm", now=NOON, actor=ACTOR)


def people() -> list[str]:
    return sorted(TouchContact.objects.values_list("contact__external_id", flat=True))


def test_a_touch_is_created_with_its_people_and_left_alone_when_it_comes_again(initech):
    assert [result.status for result in put(TOUCH)] == ["created"]
    assert [result.status for result in put(TOUCH)] == ["unchanged"]

    touch = Touch.objects.get()
    assert (touch.account_id, touch.occurred_at, touch.outcome) == (initech.pk, NOON, "conversation")
    assert people() == ["c1"]


def test_other_people_are_a_change(initech):
    put(TOUCH)

    assert put({**TOUCH, "contact_external_ids": ["c2"]})[0].status == "updated"

    assert people() == ["c2"]


def test_a_field_left_out_stays_and_null_clears(initech):
    put(TOUCH)

    assert put({"external_id": "1", "outcome": None})[0].status == "updated"

    assert (Touch.objects.get().outcome, people()) == (None, ["c1"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contact_external_ids": ["gone"]}, "unknown_contact"),
        ({"account_external_id": "gone"}, "unknown_account"),
        ({"outcome": "sold"}, "not_a_choice"),
        ({"occurred_at": "yesterday"}, "not_an_instant"),
    ],
)
def test_a_touch_that_cannot_be_stored_is_refused_alone(initech, change, code):
    results = put({**TOUCH, **change}, {**TOUCH, "external_id": "2"})

    assert [result.status for result in results] == ["error", "created"]
    assert results[0].problems[0].code == code


def test_the_asset_sent_is_named_by_its_id_or_its_title(initech):
    deck = AssetFactory(title="Überblick – ROI", title_key="uberblick roi")

    assert put({**TOUCH, "asset": str(deck.public_id).upper()})[0].status == "created"
    assert put({**TOUCH, "asset": "uberblick roi"})[0].status == "unchanged"
    assert Touch.objects.get().asset_id == deck.pk

    assert put({"external_id": "1", "asset": None})[0].status == "updated"
    assert Touch.objects.get().asset_id is None


def test_of_assets_whose_titles_differ_in_case_alone_the_one_written_alike_is_meant(initech):
    AssetFactory(title="Price list", title_key="price list")
    loud = AssetFactory(title="PRICE LIST", title_key="price list")

    results = put({**TOUCH, "asset": "PRICE LIST"}, {**TOUCH, "external_id": "2", "asset": "price list"})

    assert [result.status for result in results] == ["created", "error"]
    assert Touch.objects.get().asset_id == loud.pk
    assert (results[1].problems[0].code, results[1].problems[0].column) == ("ambiguous_asset", "asset")


def test_a_touch_logged_by_hand_belongs_to_who_logged_it(initech, login):
    user = login("rep").user
    person = initech.contacts.first()
    given = TouchGiven("email", NOON, contact_ids=(person.pk,), next_step="Send offer", next_step_on=date(2026, 3, 12))

    touch = touch_log(account=initech, given=given, actor=Actor("user", "x", user.email, user.pk))

    assert (touch.owner_id, touch.owner_email, touch.next_step) == (user.pk, user.email, "Send offer")
    assert [link.contact_id for link in touch.touch_contacts.all()] == [person.pk]
    assert Message.objects.filter(key=touch.pk, consumer="engagement.contacts_mark").count() == 1
    assert AuditEntry.objects.get().action == "touch.log"


def test_people_of_another_account_cannot_be_touched_here(initech):
    with pytest.raises(WrongAccountError):
        touch_log(account=initech, given=TouchGiven("call", NOON, contact_ids=(ContactFactory().pk,)), actor=ACTOR)


def test_a_deleted_touch_is_audited():
    touch = TouchFactory()

    touch_delete(touch_id=touch.pk, actor=ACTOR)

    assert not Touch.objects.exists()
    with pytest.raises(NotFoundError):
        touch_delete(touch_id=touch.pk, actor=ACTOR)


def test_times_without_zone_are_told_apart(initech):
    put({**TOUCH, "occurred_at": "2026-03-10T14:00:00+02:00"})

    assert Touch.objects.get().occurred_at == datetime(2026, 3, 10, 12, tzinfo=UTC)
