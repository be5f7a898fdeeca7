"""The timeline reads everything that happened, newest first, page by page without gap or repetition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import FitScoreChange, IcpProfile, Signal
from engagement.models import SessionParticipant
from engagement.selectors import timeline
from engagement.selectors.timeline import cursor_read
from tests.engagement.factories import NOON, SessionFactory, TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.metrics.factories import place, tiers

pytestmark = pytest.mark.usefixtures("as_acme")
ZONE = "Europe/Budapest"


def test_every_kind_of_thing_is_listed_newest_first():
    account = AccountFactory()
    contact = ContactFactory(account=account, first_name="Ann", last_name="Lee")
    TouchContactFactory(touch=TouchFactory(account=account, occurred_at=NOON), contact=contact)
    session = SessionFactory(account=account, starts_at=NOON - timedelta(days=1))
    SessionParticipant.objects.create(session=session, contact=contact)
    DealFactory(account=account, created_on=date(2026, 3, 1), closed_on=date(2026, 3, 8), status="lost")
    Signal.objects.create(account=account, kind="hiring", occurred_at=NOON - timedelta(days=3), external_id="s1")
    place(account, tiers("top")["top"], "2026-02-01", "2026-02-10")
    TouchFactory()

    page = timeline(account=account, zone=ZONE)

    kinds = ["touch", "session", "deal_closed", "signal", "deal_opened", "tier_left", "tier_entered"]
    assert sorted(item.kind for item in page.items) == sorted(kinds)
    assert [item.at for item in page.items] == sorted((item.at for item in page.items), reverse=True)
    assert (page.items[0].kind, page.items[0].people, page.after) == ("touch", ("Ann Lee",), "")


def test_days_begin_in_the_workspaces_time_zone():
    account = AccountFactory()
    DealFactory(account=account, created_on=date(2026, 3, 1))

    (item,) = timeline(account=account, zone=ZONE).items

    assert (item.at.isoformat(), item.is_day) == ("2026-02-28T23:00:00+00:00", True)


def test_pages_join_without_gap_or_repetition():
    account = AccountFactory()
    for number in range(40):
        TouchFactory(account=account, occurred_at=NOON - timedelta(hours=number // 3))
    for number in range(30):
        SessionFactory(account=account, starts_at=NOON - timedelta(hours=number // 2))

    first = timeline(account=account, zone=ZONE)
    second = timeline(account=account, zone=ZONE, after=first.after)
    third = timeline(account=account, zone=ZONE, after=second.after)

    pages = [[(item.kind, item.id) for item in page.items] for page in (first, second, third)]
    assert [len(page) for page in pages] == [30, 30, 10]
    assert len({pair for page in pages for pair in page}) == 70
    assert third.after == ""


def test_kinds_can_be_chosen_and_a_broken_cursor_means_the_beginning():
    account = AccountFactory()
    TouchFactory(account=account)
    SessionFactory(account=account)

    assert [item.kind for item in timeline(account=account, zone=ZONE, kinds=("touch",)).items] == ["touch"]
    assert len(timeline(account=account, zone=ZONE, after="nonsense").items) == 2
    assert timeline(account=account, zone=ZONE, kinds=()).items == []
    assert cursor_read("2026-01-01T00:00:00+00:00|deal|1") is None


def test_a_long_history_costs_as_many_queries_as_a_short_one(django_assert_max_num_queries):
    account = AccountFactory()
    for _ in range(60):
        TouchFactory(account=account)

    with django_assert_max_num_queries(10):  # one a kind, two for the touches' details
        timeline(account=account, zone=ZONE)


def test_changes_of_the_primary_fit_score_are_listed_with_the_score_before():
    account = AccountFactory()
    primary = IcpProfile.objects.create(key="main", name="Main", is_primary=True)
    other = IcpProfile.objects.create(key="other", name="Other")
    for profile, days, score in ((primary, 2, 40_000), (primary, 1, 61_000), (other, 0, 90_000)):
        FitScoreChange.objects.create(
            profile_id=profile.pk,
            account_id=account.pk,
            version_id=1,
            at=NOON - timedelta(days=days),
            cause="data",
            score_milli=score,
            potential_milli=score,
            shares=[],
        )

    items = timeline(account=account, zone=ZONE).items

    assert [(item.score_before_milli, item.score_milli, item.code) for item in items] == [
        (40_000, 61_000, "data"),
        (None, 40_000, "data"),
    ]
