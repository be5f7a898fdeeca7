"""What is due for a member, and for an account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engagement.selectors import next_steps_due, sessions_between
from engagement.selectors.next_steps import next_steps_of_account
from tests.engagement.factories import NOON, SessionFactory, TouchFactory
from tests.factories import AccountFactory

TODAY = date(2026, 3, 10)


def test_a_members_open_steps_are_listed_until_the_day_most_overdue_first(as_acme, login):
    user, other = login("rep").user, login("rep").user
    TouchFactory(owner=user, next_step="Later", next_step_on=TODAY + timedelta(days=1))
    TouchFactory(owner=user, next_step="Done", next_step_on=TODAY, next_step_done_at=NOON)
    TouchFactory(owner=other, next_step="Theirs", next_step_on=TODAY)
    TouchFactory(owner=user, next_step="Today", next_step_on=TODAY)
    SessionFactory(led_by=user, next_step="Overdue", next_step_on=TODAY - timedelta(days=9))

    assert [step.text for step in next_steps_due(user_id=user.pk, until=TODAY)] == ["Overdue", "Today"]


def test_planned_sessions_of_a_day_are_half_open(as_acme, login):
    user = login("rep").user
    mine = SessionFactory(led_by=user)
    SessionFactory()
    SessionFactory(led_by=user, status="held")
    day = {"start": NOON, "end": NOON + timedelta(days=1)}

    assert list(sessions_between(**day, user_id=user.pk)) == [mine]
    assert sessions_between(**day).count() == 2
    assert not sessions_between(start=NOON - timedelta(days=1), end=NOON).exists()


@pytest.mark.usefixtures("as_acme")
def test_an_accounts_steps_are_listed_earliest_first():
    account = AccountFactory()
    TouchFactory(account=account, next_step="B", next_step_on=TODAY)
    SessionFactory(account=account, next_step="A", next_step_on=TODAY - timedelta(days=1))
    TouchFactory(account=account, next_step="", next_step_on=TODAY)

    assert [step.text for step in next_steps_of_account(account=account)] == ["A", "B"]
