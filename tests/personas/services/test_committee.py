"""Seats, and the coverage written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AccountMeasure
from common.errors import NotFoundError
from personas.models import CommitteeSeat
from personas.services.committee import SeatFacts, SeatInvalidError, seat_remove, seat_set, seats_contacted_mark
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import ACTOR, NOW, SeatFactory, TemplateFactory, TemplateSeatFactory
from users.models import AuditEntry


def coverage(account) -> int | None:
    return AccountMeasure.objects.get(account=account, key="committee_coverage").value


def seat(account, contact, **facts) -> CommitteeSeat:
    return seat_set(account_id=account.pk, contact_id=contact.pk, facts=SeatFacts(**facts), actor=ACTOR, now=NOW)


def test_a_seat_is_made_changed_and_audited(as_acme):
    contact = ContactFactory()

    seat(contact.account, contact, buying_role="champion", stance="supporter")
    seat(contact.account, contact, stance=None, concern="price")

    kept = CommitteeSeat.objects.get(contact=contact)
    assert (kept.buying_role, kept.stance, kept.concern) == ("champion", None, "price")
    assert AuditEntry.objects.filter(action="committee_seat.set").count() == 2


def test_seating_the_wanted_person_raises_coverage_and_removing_drops_it(as_acme):
    TemplateSeatFactory(buying_role="budget_holder")
    contact = ContactFactory()

    seat(contact.account, contact, buying_role="budget_holder")
    assert coverage(contact.account) == 10_000

    seat_remove(account_id=contact.account_id, contact_id=contact.pk, actor=ACTOR, now=NOW)
    assert coverage(contact.account) == 0


def test_coverage_without_a_template_is_unknown(as_acme):
    contact = ContactFactory()

    seat(contact.account, contact, buying_role="champion")

    assert coverage(contact.account) is None


def test_only_recently_contacted_people_count_where_the_template_says_so(as_acme):
    TemplateSeatFactory(template=TemplateFactory(contact_days=90), buying_role="champion")
    contact = ContactFactory()
    seat(contact.account, contact, buying_role="champion")
    assert coverage(contact.account) == 0

    seats_contacted_mark(contacted={contact.pk: NOW - timedelta(days=90)}, now=NOW)
    assert coverage(contact.account) == 10_000


def test_an_older_contact_never_overwrites_a_newer_one(as_acme):
    mine = SeatFactory(last_contacted_at=NOW)

    seats_contacted_mark(contacted={mine.contact_id: NOW - timedelta(days=1)}, now=NOW)

    mine.refresh_from_db()
    assert mine.last_contacted_at == NOW


def test_a_person_may_sit_on_a_deal_and_on_the_account(as_acme):
    contact = ContactFactory()
    deal = DealFactory(account=contact.account)

    seat(contact.account, contact, buying_role="champion")
    seat_set(
        account_id=contact.account_id,
        contact_id=contact.pk,
        deal_id=deal.pk,
        facts=SeatFacts(buying_role="end_user"),
        actor=ACTOR,
        now=NOW,
    )

    assert sorted(CommitteeSeat.objects.values_list("buying_role", flat=True)) == ["champion", "end_user"]


def test_another_accounts_contact_and_an_unknown_role_are_refused(as_acme):
    contact = ContactFactory()

    with pytest.raises(NotFoundError):
        seat(AccountFactory(), contact, buying_role="champion")
    with pytest.raises(SeatInvalidError) as refused:
        seat(contact.account, contact, buying_role="king", stance="angry")
    assert set(refused.value.fields) == {"buying_role", "stance"}
