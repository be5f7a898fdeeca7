from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import FactKind, FactRead, Subject
from accounts.models import AccountMeasure, FactChange, Signal, TeamRating
from accounts.selectors.score_objects import object_get
from accounts.selectors.score_sources import FactOrigin, fact_origins
from tests.accounts.icp_examples import NOW, new_account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_fact_is_as_old_as_its_newest_change_else_as_the_account(as_acme: Any) -> None:
    account = new_account(source="crm")
    for field, source, at in (
        ("annual_revenue_cents", "file", NOW - DAY),
        ("annual_revenue_cents", "desk", NOW),
        ("custom.Plan", "api", NOW),
    ):
        FactChange.objects.create(object_kind="account", object_id=account.pk, field=field, source=source, at=at)
    revenue, plan = FactRead("annual_revenue", FactKind.INT), FactRead("custom.Plan", FactKind.TEXT)
    size = FactRead("employees", FactKind.INT)

    assert fact_origins(object_get(Subject.ACCOUNT, account.pk), [revenue, plan, size], now=NOW) == {
        revenue: FactOrigin("desk", NOW),
        plan: FactOrigin("api", NOW),
        size: FactOrigin("crm", account.created_at),
    }


def test_signals_ratings_and_measures_tell_their_own(as_acme: Any) -> None:
    account = new_account()
    for place, ago in enumerate((3, 1, -1)):
        Signal.objects.create(
            account=account, source="web", external_id=str(place), kind="visit", occurred_at=NOW - ago * DAY
        )
    TeamRating.objects.create(account=account, department="sales", score=3, rated_by_email="a@x.test", rated_at=NOW)
    AccountMeasure.objects.create(account=account, key="reach", value=1, source="engagement", at=NOW - DAY)
    visit, many = FactRead("signal.visit", FactKind.DAYS), FactRead("signal_count.visit", FactKind.INT)
    sales, finance = FactRead("rating.sales", FactKind.INT), FactRead("rating.finance", FactKind.INT)
    reach = FactRead("measure.reach", FactKind.INT)

    assert fact_origins(object_get(Subject.ACCOUNT, account.pk), [visit, many, sales, finance, reach], now=NOW) == {
        visit: FactOrigin("web", NOW - DAY),
        many: FactOrigin("web", NOW - DAY),
        sales: FactOrigin("team", NOW),
        reach: FactOrigin("engagement", NOW - DAY),
    }
