"""Background work asked for on pages that read several rooms."""

from __future__ import annotations

from typing import Any

from dashboard.selectors.account_filter import AccountFilter
from dashboard.selectors.account_list import list_phases
from dashboard.selectors.account_rows import account_keys_all
from dashboard.services.account_bulk import AT_ONCE, BULK_JOB, bulk_run
from outbox.registry import JobRun, job_task
from tiers.selectors.policy import workspace_day


@job_task(BULK_JOB, lease=900)
def account_bulk(job: JobRun) -> dict[str, Any]:
    """This task will do one action to every account of a list.

    The keys are all read first: the action may change what the list is ordered by.
    """
    phases = list_phases(AccountFilter(**job.payload["filter"]), sort=job.payload["sort"])
    batches = list(account_keys_all(phases, batch=AT_ONCE))
    total = sum(len(batch) for batch in batches)
    return bulk_run(
        job.payload,
        batches,
        now=job.now,
        today=workspace_day(job.now),
        done=lambda seen: job.progress(seen, total),
    )
