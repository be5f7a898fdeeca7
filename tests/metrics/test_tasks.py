"""Changes are followed by one job, which keeps the months that are over where the workspace is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from metrics.models import MetricSnapshot
from metrics.tasks import snapshots
from outbox.models import Job
from outbox.registry import JobRun
from outbox.services import message_append, outbox_drain
from tests.metrics.factories import WonDealFactory


def run_at(now: datetime) -> JobRun:
    return JobRun(job_id=1, public_id=uuid4(), payload={}, now=now, attempt=1)


@pytest.mark.parametrize("topic", ["deal.changed", "spend.changed", "tier.changed"])
def test_a_change_of_each_kind_is_followed_by_snapshots(as_acme, topic):
    WonDealFactory()
    message_append(topic=topic, keys=[1])

    outbox_drain()

    job = Job.objects.get(kind="metrics.snapshots")
    assert MetricSnapshot.objects.filter(name="won_value").exists()
    assert (job.state, job.result) == ("done", {"changed": MetricSnapshot.objects.count()})


def test_many_changes_make_one_job(as_acme):
    deal = WonDealFactory()
    message_append(topic="deal.changed", keys=[deal.pk])
    message_append(topic="spend.changed", keys=[1, 2, 3])

    outbox_drain()

    assert Job.objects.filter(kind="metrics.snapshots", state="done").count() == 1
    assert MetricSnapshot.objects.filter(name="won_value").exists()


@pytest.mark.parametrize(("hour", "months"), [(22, [12]), (23, [12, 1])])
def test_a_month_is_over_at_midnight_where_the_workspace_is(as_acme, hour, months):
    WonDealFactory()  # begun in December, won in January

    snapshots(run_at(datetime(2026, 1, 31, hour, 30, tzinfo=UTC)))  # Budapest is one hour ahead

    kept = MetricSnapshot.objects.filter(name="won_count").order_by("month").values_list("month", flat=True)
    assert [month.month for month in kept] == months


def test_a_second_run_changes_nothing_and_keeps_the_time_of_the_first(as_acme):
    WonDealFactory()
    first = datetime(2026, 2, 10, tzinfo=UTC)
    assert snapshots(run_at(first)) == {"changed": MetricSnapshot.objects.count()}

    assert snapshots(run_at(datetime(2026, 2, 11, tzinfo=UTC))) == {"changed": 0}
    assert set(MetricSnapshot.objects.values_list("computed_at", flat=True)) == {first}
    assert MetricSnapshot.objects.filter(month=date(2026, 1, 1), name="won_count").get().value == 1
