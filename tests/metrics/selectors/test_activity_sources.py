"""Work as rows: a contact touched on a day, a committee measured, a stay in a tier."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import AccountMeasure
from metrics.domain.period import Period
from metrics.selectors.activity_sources import COMMITTEE, MOVE, TOUCH
from tests.engagement.factories import TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory
from tests.metrics.factories import place, tiers
from tests.metrics.selectors.asking import day, source_rows
from tests.metrics.selectors.test_totals import TODAY

JANUARY = Period(day(1, 1), day(2, 1))
pytestmark = pytest.mark.usefixtures("as_acme")


def at(month: int, number: int, hour: int = 12) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


def test_a_contact_touched_several_times_on_a_day_counts_once_with_the_best_that_came_of_it():
    account = AccountFactory()
    ann, bo = ContactFactory(account=account), ContactFactory(account=account)
    for hour, outcome, people in ((8, "attempt", (ann, bo)), (9, "meeting", (ann,)), (10, "no_reply", (ann,))):
        touch = TouchFactory(account=account, occurred_at=at(1, 5, hour), outcome=outcome)
        for contact in people:
            TouchContactFactory(touch=touch, contact=contact)

    found = source_rows(TOUCH, "contact_id", "attempts", "conversations", "meetings")

    assert sorted(found) == [(ann.pk, 1, 1, 1), (bo.pk, 1, 0, 0)]


def test_a_conversation_is_no_meeting_and_an_unknown_outcome_is_neither():
    TouchFactory(occurred_at=at(1, 5), outcome="conversation")
    TouchFactory(occurred_at=at(1, 6), outcome=None)

    assert source_rows(TOUCH, "on_date", "attempts", "conversations", "meetings") == [
        (day(1, 5), 1, 1, 0),
        (day(1, 6), 1, 0, 0),
    ]


def test_the_day_of_a_touch_is_the_workspaces_and_those_of_others_or_of_tomorrow_do_not_count():
    TouchFactory(occurred_at=at(12, 31, 23).replace(year=2025))  # past midnight in Budapest
    TouchFactory(occurred_at=at(1, 31, 23))
    TouchFactory(occurred_at=at(1, 10), direction="inbound")
    TouchFactory(occurred_at=at(TODAY.month, TODAY.day + 1))

    assert source_rows(TOUCH, "on_date", period=JANUARY) == [(day(1, 1),)]
    assert source_rows(TOUCH, "on_date") == [(day(1, 1),), (day(2, 1),)]


def test_a_committee_counts_when_its_coverage_is_known_and_a_nought_is_known():
    accounts = [AccountFactory(owner_email="ann@acme.test") for _ in range(4)]
    for account, key, value in zip(
        accounts,
        ("committee_coverage", "committee_coverage", "committee_coverage", "engagement_points"),
        (6_250, 0, None, 9),
        strict=True,
    ):
        AccountMeasure.objects.create(account=account, key=key, value=value, source="test", at=at(1, 1))

    columns = ("account_id", "owner", "on_date", "coverage_bp", "committee_accounts")
    assert source_rows(COMMITTEE, *columns) == [
        (accounts[0].pk, "ann@acme.test", TODAY, 6_250, 1),
        (accounts[1].pk, "ann@acme.test", TODAY, 0, 1),
    ]


def test_a_stay_opens_enters_leaves_or_closes_a_period():
    top = tiers("top")["top"]
    for entered, left in (
        ("2025-12-01", None),
        ("2025-12-02", "2026-01-31"),
        ("2026-01-01", "2026-02-01"),
        ("2026-01-10", "2026-01-20"),
        ("2026-02-01", None),
        ("2025-11-01", "2025-12-31"),
    ):
        place(AccountFactory(), top, entered, left)

    columns = ("on_date", "own_group", "tier_opening", "tier_entered", "tier_left", "tier_closing")
    assert source_rows(MOVE, *columns, period=JANUARY) == [
        (day(12, 1, 2025), "top", 1, 0, 0, 1),
        (day(12, 2, 2025), "top", 1, 0, 1, 0),
        (day(1, 1), "top", 0, 1, 0, 1),
        (day(1, 10), "top", 0, 1, 1, 0),
    ]
