"""Changed touches reach the committee's seats and the engagement of their accounts."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.services.upsert import records_upsert
from engagement.models import EngagementScore
from engagement.services import TouchGiven, starter_engagement_rules_create, touch_delete, touch_log
from outbox.models import Job
from outbox.services import job_enqueue, message_append, outbox_drain
from personas.models import CommitteeSeat
from tests.engagement.factories import NOON
from tests.factories import AccountFactory, ContactFactory
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_conversation_is_noted_on_the_seat():
    contact = ContactFactory()
    CommitteeSeat.objects.create(account=contact.account, contact=contact, buying_role="champion")

    touch_log(
        account=contact.account,
        given=TouchGiven("call", NOON, outcome="conversation", contact_ids=(contact.pk,)),
        actor=Actor.of_command("test"),
    )
    outbox_drain()

    assert CommitteeSeat.objects.get().last_contacted_at == NOON


def points() -> list[int]:
    return list(EngagementScore.objects.values_list("points_milli", flat=True))


def test_what_is_logged_and_deleted_is_counted():
    starter_engagement_rules_create(now=NOON)
    contact = ContactFactory()
    given = TouchGiven("call", timezone.now(), outcome="conversation", contact_ids=(contact.pk,))

    touch = touch_log(account=contact.account, given=given, actor=Actor.of_command("test"))
    outbox_drain()
    assert points() == [10_000]

    touch_delete(touch_id=touch.pk, actor=Actor.of_command("test"))
    outbox_drain()
    assert points() == [0]


def test_a_person_who_rises_counts_for_more():
    starter_engagement_rules_create(now=NOON)
    contact = ContactFactory(source="crm", external_id="c1")
    given = TouchGiven("call", timezone.now(), outcome="conversation", contact_ids=(contact.pk,))
    touch_log(account=contact.account, given=given, actor=Actor.of_command("test"))
    outbox_drain()

    records_upsert("contacts", records=[{"external_id": "c1", "title": "CEO"}], source="crm", now=timezone.now())
    outbox_drain()

    assert points() == [20_000]


def test_a_load_too_large_to_name_its_accounts_has_all_of_them_counted():
    message_append(topic="signals.loaded", keys=[0])
    AccountFactory()
    outbox_drain()

    assert Job.objects.get(kind="engagement.refresh", parent=None).state == Job.State.DONE


def test_every_night_events_are_a_day_older():
    AccountFactory()
    job_enqueue(kind="engagement.fade", payload={})
    outbox_drain()

    assert Job.objects.get(kind="engagement.refresh", parent=None).state == Job.State.DONE
