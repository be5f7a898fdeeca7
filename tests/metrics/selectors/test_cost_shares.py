"""The ledger is divided by booking, then touches, then minutes of sessions, then accounts; no cent is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Account, Segment, SegmentAccount
from metrics.domain.costs import Share
from metrics.domain.period import Period
from metrics.selectors.cost_shares import cost_shares, lagged_shares
from metrics.selectors.totals import ask_of
from tests.engagement.factories import SessionFactory, TouchFactory
from tests.factories import AccountFactory
from tests.metrics.factories import RateFactory, SpendFactory, place, tiers
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_totals import ask

JANUARY = Period(day(1, 1), day(2, 1))
NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("as_acme")


def borne(divided: list[Share]) -> dict[str, int | None]:
    """By group, for a ledger of one entry."""
    return {share.group: share.cents for share in divided}


def divided(by: str = "industry", **given: Any) -> dict[str, int | None]:
    return borne(cost_shares(ask_of(ask("spend", by=by, **{"period": JANUARY, **given}))))


@pytest.fixture
def companies(as_acme: Any) -> list[Account]:
    """Two in finance, one in retail."""
    return [AccountFactory(industry=industry) for industry in ("finance", "finance", "retail")]


def test_undivided_every_entry_stays_whole_and_in_order(companies):
    late = SpendFactory(spent_on=day(1, 20), account=companies[0])
    early = SpendFactory(spent_on=day(1, 2), amount_cents=-5, tier_key="top")
    SpendFactory(spent_on=day(2, 1))

    found = cost_shares(ask_of(ask("spend", period=JANUARY)))

    assert [(share.cost.id, share.group, share.cents) for share in found] == [
        (early.pk, "", -5),
        (late.pk, "", 10_000),
    ]


def test_an_accounts_cost_is_borne_by_its_group_whoever_was_worked_with(companies):
    SpendFactory(account=companies[2])
    TouchFactory(account=companies[0], occurred_at=NOON)

    assert divided() == {"retail": 10_000}


def test_touches_of_the_period_divide_a_shared_cost_before_anything_else(companies):
    SpendFactory(amount_cents=100)
    for company in (companies[0], companies[1], companies[2]):
        TouchFactory(account=company, occurred_at=NOON)
    TouchFactory(account=companies[2], occurred_at=NOON.replace(month=2))
    SessionFactory(account=companies[2], starts_at=NOON, status="held", duration_minutes=600)

    assert divided() == {"finance": 67, "retail": 33}


def test_without_touches_the_minutes_of_sessions_held_divide_it(companies):
    SpendFactory(amount_cents=100)
    SessionFactory(account=companies[0], starts_at=NOON, status="held", duration_minutes=30)
    SessionFactory(account=companies[2], starts_at=NOON, status="held", duration_minutes=90)
    SessionFactory(account=companies[0], starts_at=NOON, status="planned", duration_minutes=999)

    assert divided() == {"finance": 25, "retail": 75}


def test_without_any_work_the_accounts_divide_it(companies):
    SpendFactory(amount_cents=100)

    assert divided() == {"finance": 67, "retail": 33}


def test_without_a_single_account_it_stays_in_no_group():
    SpendFactory(amount_cents=100)

    assert divided() == {"": 100}


def test_a_tiers_cost_is_divided_among_that_tiers_accounts_and_a_segments_among_its_own(companies):
    made = tiers("top", "wide")
    place(companies[0], made["top"], "2026-01-01")
    place(companies[2], made["top"], "2026-01-01", "2026-01-05")
    segment = Segment.objects.create(key="red", name="Red")
    for company in companies[1:]:
        SegmentAccount.objects.create(segment=segment, account=company)

    cost = SpendFactory(amount_cents=100, tier_key="top")
    assert divided() == {"finance": 100}
    assert divided("tier") == {"top": 100}

    cost.delete()
    SpendFactory(amount_cents=100, segment_key="red")
    assert divided() == {"finance": 50, "retail": 50}
    assert divided("segment") == {"red": 100}


def test_an_account_in_two_segments_bears_half_in_each(companies):
    for key in ("red", "blue"):
        SegmentAccount.objects.create(segment=Segment.objects.create(key=key, name=key), account=companies[0])
    SpendFactory(amount_cents=101, account=companies[0])

    assert sorted(cents or 0 for cents in divided("segment").values()) == [50, 51]


def test_a_foreign_currency_is_converted_before_it_is_divided_and_without_a_rate_unknown(companies):
    RateFactory()
    cost = SpendFactory(amount_cents=1_000, currency="USD")
    assert divided() == {"finance": 600, "retail": 300}

    cost.delete()
    SpendFactory(amount_cents=1_000, currency="GBP")
    assert divided() == {"finance": None, "retail": None}


def test_each_groups_cost_is_looked_up_its_own_lag_earlier(companies):
    for spent_on, account in ((day(12, 25, 2025), companies[0]), (day(1, 25), companies[0]), (day(1, 5), companies[2])):
        SpendFactory(spent_on=spent_on, account=account, amount_cents=spent_on.day)
    asked = ask_of(ask("cac_lagged", by="industry", period=JANUARY))

    assert borne(lagged_shares(asked, {("", "finance"): 10, ("", "retail"): 0})) == {"finance": 25, "retail": 5}
    assert borne(lagged_shares(asked, {("", "retail"): 0})) == {"retail": 5}
    assert lagged_shares(asked, {}) == []


def test_a_period_without_an_end_is_moved_back_from_today(companies):
    for spent_on in (day(6, 30), day(7, 1)):
        SpendFactory(spent_on=spent_on, account=companies[0], amount_cents=spent_on.month)
    asked = ask_of(ask("cac_lagged", by="industry", period=Period(day(7, 1), None)))

    assert borne(lagged_shares(asked, {("", "finance"): 10})) == {"finance": 6}
