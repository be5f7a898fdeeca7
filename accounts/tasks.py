"""Background work of the room: each function says what it does in one call of a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.selectors.icp import live_versions
from accounts.services.products import products_collect
from accounts.services.scoring import RESCORE, fit_announce, fit_refresh, fit_refresh_range, rescore_enqueue
from accounts.services.segments import REFRESH, segments_refresh
from outbox.registry import JobRun, RangeRun, consumer_task, job_task, range_finish_task, range_task

SAMPLE = 100  # moved accounts a range names for the announcement at the end


@consumer_task("accounts.fit_refresh", batch=1000)
def refresh(*, keys: list[int], now: datetime) -> None:
    """This function will score the accounts that changed."""
    fit_refresh(keys=keys, now=now)


@range_task(RESCORE, lease=120)
def rescore(run: RangeRun) -> dict[str, Any]:
    """This function will score one key range under every published profile."""
    done = fit_refresh_range(lower=run.lower, upper=run.upper, now=run.now)
    return {"changed": done.changed, "moved": len(done.moved), "sample": list(done.moved[:SAMPLE])}


@range_finish_task(RESCORE)
def rescore_finish(run: JobRun) -> dict[str, Any]:
    """This function will announce, once all ranges are scored, that fits moved."""
    return fit_announce(job_id=run.job_id)


@job_task("accounts.decay")
def decay(run: JobRun) -> dict[str, Any]:
    """This function will have everything scored again where a published profile reads ages, which grow daily."""
    if not any(live.spec.decays for live in live_versions()):
        return {"enqueued": False}
    rescore_enqueue(reason="decay", created_by_id=run.created_by_id)
    return {"enqueued": True}


@consumer_task("accounts.segments_refresh", batch=1000)
def segments_of_changed(*, keys: list[int], now: datetime) -> None:
    """This function will look again which segments the changed accounts belong to."""
    segments_refresh(keys=keys, now=now)


@job_task(REFRESH, lease=300)
def segments_of_all(run: JobRun) -> None:
    """This function will look again which segments every account belongs to."""
    segments_refresh(keys=None, now=run.now)


@consumer_task("accounts.products_refresh", batch=1000)
def products_of_changed(*, keys: list[int], now: datetime) -> None:
    """This function will make the products known that changed deals name."""
    products_collect()
