"""How the workspace counts is stored once, audited, and counted anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from metrics.models import MetricSettings, Target
from metrics.selectors.settings import metric_settings
from metrics.services import metric_settings_update, starter_metric_settings_create, target_set
from outbox.models import Job
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
GIVEN = {
    "default_margin_bp": 7000,
    "qualified_stages": ["Demo"],
    "low_n": 10,
    "lifetime_cap_months": 60,
    "monthly_discount_bp": 100,
}
pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_new_workspace_counts_every_stage_and_knows_no_margin():
    starter_metric_settings_create(now=datetime(2026, 1, 1, tzinfo=UTC))

    settings = metric_settings()
    assert (settings.default_margin_bp, settings.qualified_stages, settings.low_n) == (None, None, 20)


def test_without_settings_the_defaults_hold():
    assert metric_settings().lifetime_cap_months == 60
    assert not MetricSettings.objects.exists()


def test_settings_are_written_audited_and_counted_anew_only_when_they_change():
    metric_settings_update(**GIVEN, actor=ACTOR)
    metric_settings_update(**GIVEN, actor=ACTOR)

    assert metric_settings().qualified_stages == ["Demo"]
    assert AuditEntry.objects.count() == 1
    assert sorted(Job.objects.values_list("kind", flat=True)) == ["metrics.account_values", "metrics.snapshots"]


def test_a_target_is_set_and_taken_away_by_month():
    target_set(month=date(2026, 1, 17), amount_cents=100, actor=ACTOR)
    target_set(month=date(2026, 1, 1), amount_cents=200, actor=ACTOR)
    assert list(Target.objects.values_list("month", "amount_cents")) == [(date(2026, 1, 1), 200)]

    target_set(month=date(2026, 1, 1), amount_cents=None, actor=ACTOR)
    assert not Target.objects.exists()
