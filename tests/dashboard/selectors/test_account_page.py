"""The account page as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import NotFoundError
from dashboard.selectors.account_page import account_find, account_page, account_timeline
from engagement.models import SalesSession, Touch
from tests.factories import AccountFactory, DealFactory

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_a_bare_workspace_has_a_page_that_says_what_is_missing(as_acme):
    account = account_find(public_id=AccountFactory().public_id)

    page = account_page(account=account, zone="UTC", now=NOW)

    assert (page.explanation, page.place, page.action) == (None, None, None)
    assert page.committee.committee.reason == "no_template"
    assert page.recommendations.stage.stage is None and page.timeline.items == []


def test_deals_are_counted_by_outcome_and_the_newest_shown(as_acme):
    account = AccountFactory()
    for status in ("won", "won", "lost", "open"):
        DealFactory(account=account, status=status)

    deals = account_page(account=account, zone="UTC", now=NOW).deals

    assert (deals.total, deals.open_count, deals.won_count, deals.lost_count) == (4, 1, 2, 1)


def test_open_deals_come_first_and_then_the_newest(as_acme):
    account = AccountFactory()
    for name, status, created in (
        ("old open", "open", date(2025, 1, 1)),
        ("undated open", "open", None),
        ("won", "won", date(2026, 6, 1)),
        ("lost", "lost", date(2026, 6, 2)),
    ):
        DealFactory(account=account, name=name, status=status, created_on=created)

    deals = account_page(account=account, zone="UTC", now=NOW).deals

    assert [deal.name for deal in deals.rows] == ["old open", "undated open", "lost", "won"]


def test_a_held_session_breaks_the_silence_and_a_planned_one_does_not(as_acme):
    account = AccountFactory()
    Touch.objects.create(account=account, external_id="t", kind="call", occurred_at=NOW - timedelta(days=60))
    SalesSession.objects.create(account=account, title="Next", starts_at=NOW + timedelta(days=1))
    found = account_page(account=account, zone="UTC", now=NOW).action
    assert found is not None and (found.code, found.amount) == ("silence", 60)

    SalesSession.objects.create(account=account, title="Demo", starts_at=NOW - timedelta(days=2), status="held")
    assert account_page(account=account, zone="UTC", now=NOW).action is None


def test_the_timeline_shows_one_group_and_an_unknown_group_is_everything(as_acme):
    account = AccountFactory()
    Touch.objects.create(account=account, external_id="t", kind="call", occurred_at=NOW)
    DealFactory(account=account, created_on=NOW.date())

    assert [i.kind for i in account_timeline(account=account, zone="UTC", group="deals").items] == ["deal_opened"]
    assert len(account_timeline(account=account, zone="UTC", group="x").items) == 2


def test_an_unknown_account_is_not_found(as_acme):
    with pytest.raises(NotFoundError):
        account_find(public_id=uuid4())
