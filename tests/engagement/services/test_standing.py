"""Engagement is counted from the events, kept with its spells of qualification, and told upwards and to owners."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountMeasure, Contact, FitScore, IcpProfile
from engagement.models import EngagementScore, QualifiedSpell, SalesSession
from engagement.services import starter_engagement_rules_create
from engagement.services.standing import engagement_refresh, engagement_refresh_enqueue, engagement_refresh_range
from outbox.models import Job, Message
from tests.engagement.factories import NOON, SessionFactory, TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory, UserFactory, member
from users.models import Notification

pytestmark = pytest.mark.usefixtures("as_acme")
DAY = timedelta(days=1)


@pytest.fixture
def rules(as_acme: Any) -> None:
    starter_engagement_rules_create(now=NOON)


@pytest.fixture
def account(rules: None) -> Any:
    return AccountFactory(name="Initech")


def fit_set(account: Any, milli: int, excluded_by: str | None = None) -> None:
    profile, _ = IcpProfile.objects.get_or_create(key="icp", defaults={"name": "ICP", "is_primary": True})
    values = {"score_milli": milli, "potential_milli": milli, "shares": [], "scored_at": NOON, "version_id": 1}
    FitScore.objects.update_or_create(profile=profile, account=account, defaults={**values, "excluded_by": excluded_by})


def meeting(account: Any, *people: Any, days: int = 0, minutes: int = 60) -> Any:
    held = SessionFactory(
        account=account, starts_at=NOON - days * DAY, status=SalesSession.Status.HELD, duration_minutes=minutes
    )
    for person in people:
        held.participants.create(contact=person)
    return held


def refresh(account: Any, *, days: int = 0) -> Any:
    return engagement_refresh(account_ids=[account.pk], now=NOON + days * DAY)


def standing(account: Any) -> tuple[int, int, int]:
    row = EngagementScore.objects.get(account=account)
    return row.points_milli, row.people, row.deep_people


def two_people(account: Any) -> list[Any]:
    return [ContactFactory(account=account, title="CEO"), ContactFactory(account=account, title="Accountant")]


def test_touches_sessions_and_signals_count_together(account):
    boss, clerk = two_people(account)
    meeting(account, boss, minutes=30)  # 30 points, twice for a chief
    touch = TouchFactory(account=account, outcome="conversation", occurred_at=NOON - 45 * DAY)  # half faded: 5 points
    TouchContactFactory(touch=touch, contact=clerk)
    account.signals.create(external_id="s1", kind="web_visit", occurred_at=NOON - 14 * DAY)  # a half-life: 1 point
    account.signals.create(external_id="s2", kind="web_visit", occurred_at=NOON, payload={"bot": True})

    refresh(account)

    row = EngagementScore.objects.get(account=account)
    assert standing(account) == (66_000, 2, 1)
    assert (row.unknown_milli, row.temperature, row.rules_number) == (1_000, "hot", 1)
    assert dict(AccountMeasure.objects.values_list("key", "value")) == {"engagement_points": 66, "engaged_people": 2}


def test_planned_sessions_and_our_own_people_count_nothing(account, as_acme):
    member(as_acme, "rep", "rep@vendor.test")
    ours = ContactFactory(account=account, email="boss@vendor.test")
    SessionFactory(account=account, duration_minutes=60)
    TouchContactFactory(touch=TouchFactory(account=account, outcome="meeting"), contact=ours)

    refresh(account)

    assert standing(account) == (0, 0, 0)


def test_points_fade_with_the_days_and_nothing_is_written_when_nothing_changed(account):
    TouchFactory(account=account, outcome="conversation")

    assert refresh(account).changed == 1
    assert refresh(account).changed == 0
    assert refresh(account, days=9).changed == 1
    assert standing(account)[0] == 9_000


def test_an_account_becomes_qualified_and_its_owner_hears_of_it(account, as_acme):
    owner = member(as_acme, "rep", "rep@vendor.test")
    account.owner = owner
    account.save()
    fit_set(account, 50_000)
    meeting(account, *two_people(account))

    assert refresh(account).entered == 1
    assert refresh(account).entered == 0

    spell = QualifiedSpell.objects.get()
    assert (spell.entry_cause, spell.entry_points_milli, spell.entry_people) == ("depth_and_breadth", 180_000, 2)
    assert (spell.entry_fit_milli, spell.entry_rules_number, spell.left_at) == (50_000, 1, None)
    assert list(Notification.objects.values_list("user_id", "kind")) == [(owner.pk, "engagement.qualified")]


def test_a_spell_ends_with_its_cause_when_points_fade_and_a_new_one_may_begin(account):
    fit_set(account, 50_000)
    people = two_people(account)
    meeting(account, *people)
    refresh(account)

    assert refresh(account, days=60).left == 1
    spell = QualifiedSpell.objects.get()
    assert (spell.left_cause, spell.left_at, spell.left_points_milli) == ("points_fell", NOON + 60 * DAY, 60_120)

    meeting(account, *people, days=-60)
    assert refresh(account, days=61).entered == 1
    assert QualifiedSpell.objects.filter(left_at=None).count() == 1


def test_without_fit_nobody_is_qualified_and_losing_it_ends_a_spell(account):
    meeting(account, *two_people(account))
    assert refresh(account).entered == 0

    fit_set(account, 50_000)
    assert refresh(account).entered == 1

    fit_set(account, 44_999)
    assert refresh(account).left == 1
    assert QualifiedSpell.objects.get().left_cause == "fit_fell"


def test_a_range_counts_its_accounts_alone(account):
    other = AccountFactory()
    for one in (account, other):
        TouchFactory(account=one, outcome="conversation")

    engagement_refresh_range(lower=other.pk, upper=other.pk + 1, now=NOON)

    assert [row.account_id for row in EngagementScore.objects.all()] == [other.pk]


def test_accounts_without_events_get_no_row(account):
    assert refresh(account).changed == 0
    assert not EngagementScore.objects.exists()


def test_many_accounts_cost_as_many_queries_as_one(rules):
    people = [ContactFactory() for _ in range(12)]
    for person in people:
        TouchContactFactory(touch=TouchFactory(account=person.account, outcome="conversation"), contact=person)

    def run(keys: list[int]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            engagement_refresh(account_ids=keys, now=NOON)
        return len(captured)

    one = run([people[0].account_id])
    assert run([person.account_id for person in people[1:]]) == one


def test_changed_points_are_told_to_profiles(account):
    TouchFactory(account=account, outcome="conversation")
    Message.objects.all().delete()

    refresh(account)

    assert Message.objects.filter(consumer="accounts.account_refresh").values_list("key", flat=True)[0] == account.pk


def test_everything_can_be_counted_again_in_ranges(account):
    engagement_refresh_enqueue()

    assert Job.objects.filter(kind="engagement.refresh", parent=None).count() == 1


def test_a_person_who_left_counts_no_longer(account):
    person = ContactFactory(account=account)
    TouchContactFactory(touch=TouchFactory(account=account, outcome="conversation"), contact=person)
    refresh(account)
    Contact.objects.filter(pk=person.pk).update(status="left")

    refresh(account)

    assert standing(account) == (0, 0, 0)


def test_without_rules_nothing_is_counted(as_acme):
    touch = TouchFactory(outcome="conversation")
    UserFactory()

    assert engagement_refresh(account_ids=[touch.account_id], now=NOON).changed == 0
