"""Snapshots keep each complete month, and only what changed is written again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from metrics.domain.catalogue import NAMES
from metrics.models import MetricSnapshot
from metrics.services.snapshots import snapshots_refresh
from tests.factories import AccountFactory
from tests.metrics.factories import WonDealFactory, place, tiers

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def test_every_complete_month_and_tier_has_a_snapshot_of_every_metric(as_acme):
    made = tiers("top")
    account = AccountFactory()
    place(account, made["top"], "2026-01-01")
    WonDealFactory(account=account)

    snapshots_refresh(tenant=as_acme, today=TODAY, now=NOW)

    months = {date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)}
    assert set(MetricSnapshot.objects.values_list("month", flat=True)) == months
    assert MetricSnapshot.objects.count() == len(NAMES) * 3 * 2
    found = MetricSnapshot.objects.get(name="won_value", month=date(2026, 1, 1), group_by="tier", group_key="top")
    assert (found.value, found.n, found.unit) == (Decimal("1000"), 1, "money")


def test_nothing_changed_writes_nothing(as_acme):
    WonDealFactory()
    assert snapshots_refresh(tenant=as_acme, today=TODAY, now=NOW) > 0

    assert snapshots_refresh(tenant=as_acme, today=TODAY, now=NOW) == 0


def test_one_more_deal_changes_only_its_month(as_acme):
    WonDealFactory()
    snapshots_refresh(tenant=as_acme, today=TODAY, now=NOW)
    WonDealFactory(closed_on=date(2026, 2, 2), created_on=date(2026, 2, 1))
    later = datetime(2026, 3, 11, tzinfo=UTC)

    snapshots_refresh(tenant=as_acme, today=TODAY, now=later)

    changed = MetricSnapshot.objects.filter(computed_at=later, name="won_count")
    assert [(one.month, one.value) for one in changed] == [(date(2026, 2, 1), 1)]
