"""Background work of the metrics room: snapshots, worked out anew after changes and every night."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from metrics.selectors.account_values import Slice, accounts_of_deals
from metrics.services.account_values import ACCOUNT_VALUES, account_values_refresh, account_values_request
from metrics.services.expected_values import (
    EXPECTED_VALUES,
    customer_values_refresh,
    expected_values_refresh,
    expected_values_request,
)
from metrics.services.snapshot_job import SNAPSHOTS, snapshots_request
from metrics.services.snapshots import snapshots_refresh
from outbox.registry import JobRun, RangeRun, consumer_task, job_task, range_finish_task, range_task
from tenancy.context import required_tenant_id
from tenancy.models import Tenant


@consumer_task("metrics.snapshot_refresh", batch=1000)
def snapshot_refresh(*, keys: list[int], now: datetime) -> None:
    """This function will ask once for the snapshots, however many deals, costs or tiers changed."""
    snapshots_request()


@job_task(SNAPSHOTS, lease=300)
def snapshots(run: JobRun) -> dict[str, Any]:
    """This function will work out the metrics of every complete month anew and keep those that changed."""
    tenant, today = _here(run.now)
    return {"changed": snapshots_refresh(tenant=tenant, today=today, now=run.now)}


@consumer_task("metrics.account_values_refresh", batch=1000, keys="accounts.Deal")
def account_values_of_deals(*, keys: list[int], now: datetime) -> None:
    """This function will write down what the customers of changed deals were worth so far, and what to expect."""
    tenant, today = _here(now)
    customer_values_refresh(tenant=tenant, keys=accounts_of_deals(keys), today=today, now=now)


@consumer_task("metrics.worths_refresh", batch=1000, keys="accounts.Account")
def values_of_accounts(*, keys: list[int], now: datetime) -> None:
    """This function will write down what customers whose contracts changed were worth so far, and what to expect."""
    tenant, today = _here(now)
    customer_values_refresh(tenant=tenant, keys=keys, today=today, now=now)


@consumer_task("metrics.account_values_all")
def account_values_of_all(*, keys: list[int], now: datetime) -> None:
    """This function will have every customer's worth looked at after a load too large to name what it changed."""
    account_values_request()


@range_task(ACCOUNT_VALUES, lease=120)
def account_values_of_range(run: RangeRun) -> dict[str, Any]:
    """This function will write down what the customers of one key range were worth so far."""
    tenant, today = _here(run.now)
    among = Slice(lower=run.lower, upper=run.upper)
    return {"changed": account_values_refresh(tenant=tenant, among=among, today=today, now=run.now)}


@range_finish_task(ACCOUNT_VALUES)
def account_values_finish(run: JobRun) -> None:
    """This function will have expectations follow, now that all worths are known."""
    expected_values_request(created_by_id=run.created_by_id)


@range_task(EXPECTED_VALUES, lease=120)
def expected_values_of_range(run: RangeRun) -> dict[str, Any]:
    """This function will write down what the accounts of one key range are expected to be worth."""
    return {"changed": expected_values_refresh(among=Slice(lower=run.lower, upper=run.upper), now=run.now)}


@job_task("metrics.account_values_nightly")
def account_values_nightly(run: JobRun) -> None:
    """This function will have every customer's worth looked at again: contracts ran another day."""
    account_values_request(created_by_id=run.created_by_id)


def _here(now: datetime) -> tuple[Tenant, date]:
    """The workspace, and its own day."""
    tenant = Tenant.objects.get(pk=required_tenant_id())
    return tenant, now.astimezone(ZoneInfo(tenant.timezone)).date()
