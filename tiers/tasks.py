"""Background work of target lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from outbox.registry import JobRun, consumer_task, job_task
from tiers.selectors.proposals import MoveFilter
from tiers.services.decisions import APPROVE_JOB, moves_approve
from tiers.services.expiry import EXPIRE_JOB, vetoes_expire
from tiers.services.run import ANNOUNCE_JOB, RUN_JOB, RunResult, run_request, tiers_follow, tiers_run
from tiers.services.telling import moves_tell, owners_tell, vetoes_remind
from users.services import Actor

BATCH = 10_000  # each also looks at the ranked tiers once: a hundredth of a million accounts is one batch


@consumer_task("tiers.tier_refresh", batch=BATCH, keys="accounts.Account")
def tier_refresh(*, keys: list[int], now: datetime) -> None:
    """This task will have the tiers follow accounts whose fit changed, or about whom people decided otherwise."""
    tiers_follow(changed=keys, now=now)


@consumer_task("tiers.all_refresh")
def all_refresh(*, keys: list[int], now: datetime) -> None:
    """This task will ask for one run over everybody: too many scores moved to name them, or accounts are gone."""
    run_request()


@consumer_task("tiers.owners_tell", keys="accounts.Account")
def tell_owners(*, keys: list[int], now: datetime) -> None:
    """This task will tell the owners of accounts that changed tiers."""
    owners_tell(account_ids=keys, now=now)


@job_task("tiers.veto_reminders")
def veto_reminders(job: JobRun) -> dict[str, Any]:
    """This task will remind members of their vetoes that end soon."""
    return {"told": vetoes_remind(now=job.now)}


@job_task(EXPIRE_JOB, lease=300)
def veto_expiry(job: JobRun) -> dict[str, Any]:
    """This task will note which vetoes have ended, just after the workspace's midnight, and have the run follow."""
    ended = 0
    while found := vetoes_expire(now=job.now):
        ended += found
    return {"ended": ended}


@job_task(RUN_JOB, lease=300)
def run(job: JobRun) -> dict[str, Any]:
    """This task will judge every account of the workspace."""
    return _told(tiers_run(now=job.now))


@job_task("tiers.nightly", lease=300)
def nightly(job: JobRun) -> dict[str, Any] | None:
    """This task will have the tiers follow the time: dwell ends with it."""
    result = tiers_follow(changed=(), now=job.now)
    return None if result is None else _told(result)


def _told(result: RunResult) -> dict[str, Any]:
    return {"moved": result.moved, "proposed": result.proposed, "sizes": result.sizes, "warnings": len(result.warnings)}


@job_task(APPROVE_JOB, lease=300)
def approve(job: JobRun) -> dict[str, Any]:
    """This task will approve every move that a filter chooses."""
    done = moves_approve(chosen=MoveFilter(**job.payload["chosen"]), actor=Actor(**job.payload["actor"]), now=job.now)
    return {"approved": done.decided, "outdated": done.outdated}


@job_task(ANNOUNCE_JOB, lease=120)
def announce(job: JobRun) -> dict[str, Any]:
    """This task will tell the owners of the many accounts that one run moved."""
    return {"told": moves_tell(since=datetime.fromisoformat(job.payload["since"]), now=job.now)}
