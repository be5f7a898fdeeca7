"""Background work of the metrics room: snapshots, worked out anew after changes and every night."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from metrics.services.snapshot_job import SNAPSHOTS, snapshots_request
from metrics.services.snapshots import snapshots_refresh
from outbox.registry import JobRun, consumer_task, job_task
from tenancy.context import required_tenant_id
from tenancy.models import Tenant


@consumer_task("metrics.snapshot_refresh", batch=1000)
def snapshot_refresh(*, keys: list[int], now: datetime) -> None:
    """This function will ask once for the snapshots, however many deals, costs or tiers changed."""
    snapshots_request()


@job_task(SNAPSHOTS, lease=300)
def snapshots(run: JobRun) -> dict[str, Any]:
    """This function will work out the metrics of every complete month anew and keep those that changed."""
    tenant = Tenant.objects.get(pk=required_tenant_id())
    today = run.now.astimezone(ZoneInfo(tenant.timezone)).date()
    return {"changed": snapshots_refresh(tenant=tenant, today=today, now=run.now)}
