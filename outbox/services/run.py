"""One turn of work: claim, effect and *done* in one transaction, failure recorded. Called by tasks and by the drain."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from common.errors import AbsError
from outbox import registry
from outbox.domain.backoff import MOST_TRIES
from outbox.services.jobs import JobClaim, job_claim, job_fail, job_finish
from outbox.services.lease import LeaseKeeper
from outbox.services.messages import Fenced, message_claim, message_fail, message_finish

log = logging.getLogger(__name__)


def consumer_run(*, name: str, now: datetime, strict: bool = False) -> int:
    """This function will let a consumer handle its next batch of due messages, and return how many it took.

    A failure is recorded and the messages come back later; with ``strict`` it is raised as well.

    :raises KeyError: when no such consumer is registered.
    """
    consumer = registry.CONSUMERS[name]
    claim = message_claim(consumer=consumer)
    if claim is None:
        return 0
    if claim.attempts[0] > MOST_TRIES:  # the last try ended in a crash that could record nothing
        message_fail(claim=claim, error="the worker died while it handled this")
        return 1
    try:
        with transaction.atomic():
            consumer.run(keys=list(claim.keys), now=now)
            message_finish(consumer=name, claim=claim)
    except Fenced:
        log.info("%s: a batch was taken over by another worker", name)
    except Exception as error:  # a bug or a passing trouble: recorded, tried again, dead after eight tries
        _record(error, f"consumer {name}", strict)
        message_fail(claim=claim, error=described(error))
        if strict:
            raise
    return len(claim.ids)


def job_run(*, job_id: int, now: datetime, strict: bool = False) -> bool:
    """This function will run a job if it is due and free, and tell whether it took it.

    A failure is recorded and the job comes back later; with ``strict`` it is raised as well.
    """
    claim = job_claim(job_id=job_id)
    if claim is None:
        return False
    if claim.attempts > MOST_TRIES:
        job_fail(claim=claim, error="the worker died while it ran this", is_final=True)
        return True
    progress = registry.Progress()
    try:
        with LeaseKeeper(claim, progress):
            _perform(claim, progress, now)
    except (Fenced, registry.JobStopped):
        log.info("job %s was stopped or taken over", claim.id)
    except AbsError as error:  # a refusal: trying again would refuse again
        job_fail(claim=claim, error=error.message, is_final=True)
        if strict:
            raise
    except Exception as error:
        _record(error, f"job {claim.id} ({claim.kind})", strict)
        job_fail(claim=claim, error=described(error))
        if strict:
            raise
    return True


def _perform(claim: JobClaim, progress: registry.Progress, now: datetime) -> None:
    known = registry.JOB_KINDS.get(claim.kind)
    if known is not None and known.outside:
        result = known.run(_job_run_of(claim, progress, now))
        with transaction.atomic():
            job_finish(claim=claim, result=result, progress=progress)
        return
    with transaction.atomic():
        result = _handle(claim, progress, now)
        job_finish(claim=claim, result=result, progress=progress)


def _handle(claim: JobClaim, progress: registry.Progress, now: datetime) -> dict[str, Any] | None:
    if claim.kind in registry.JOB_KINDS:
        return registry.JOB_KINDS[claim.kind].run(_job_run_of(claim, progress, now))
    if claim.kind not in registry.RANGE_KINDS:
        raise registry.RegistryError(f"no function is registered for jobs of kind {claim.kind}")
    if claim.lower is None or claim.upper is None:
        finish = registry.RANGE_FINISHES.get(claim.kind)
        return finish(_job_run_of(claim, progress, now)) if finish else None
    part = registry.RangeRun(
        job_id=claim.id,
        public_id=claim.public_id,
        payload=claim.payload,
        now=now,
        attempt=claim.attempts,
        created_by_id=claim.created_by_id,
        tracker=progress,
        lower=claim.lower,
        upper=claim.upper,
    )
    return registry.RANGE_KINDS[claim.kind].run(part)


def _job_run_of(claim: JobClaim, progress: registry.Progress, now: datetime) -> registry.JobRun:
    return registry.JobRun(
        job_id=claim.id,
        public_id=claim.public_id,
        payload=claim.payload,
        now=now,
        attempt=claim.attempts,
        created_by_id=claim.created_by_id,
        tracker=progress,
    )


def described(error: Exception) -> str:
    """This function will describe an error in one line for the page; the log has the whole of it."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _record(error: Exception, what: str, strict: bool) -> None:
    if not strict:
        log.error("%s failed: %s", what, described(error), exc_info=error)
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # PostgreSQL may have gone: the record needs a fresh connection
