"""A person stops background work or has it tried again; the outbox, below the audit log, cannot write that down
itself.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from common.errors import ConflictError, NotFoundError
from outbox.models import Job
from outbox.selectors import job_get
from outbox.services import job_cancel, job_retry, message_retry
from users.services import Actor, audit_append


class AnnouncementNotDeadError(ConflictError):
    """Only a dead announcement is tried again."""

    code = "announcement_not_dead"


def _job(public_id: UUID) -> Job:
    job = job_get(public_id=public_id)
    if job is None:
        raise NotFoundError("There is no such job.")
    return job


@transaction.atomic
def job_stop(*, public_id: UUID, actor: Actor) -> Job:
    """This function will cancel a job and its parts, and write it down.

    :raises NotFoundError: when there is no such job.
    :raises JobOverError: when it has ended.
    """
    job = job_cancel(job_id=_job(public_id).pk)
    audit_append(
        actor=actor, action="job.cancel", object_type="job", object_id=str(public_id), detail={"kind": job.kind}
    )
    return job


@transaction.atomic
def job_again(*, public_id: UUID, actor: Actor) -> Job:
    """This function will give a dead job new tries, and write it down.

    :raises NotFoundError: when there is no such job.
    :raises JobNotDeadError: when it is not dead, or queued again already.
    """
    job = job_retry(job_id=_job(public_id).pk)
    audit_append(
        actor=actor, action="job.retry", object_type="job", object_id=str(public_id), detail={"kind": job.kind}
    )
    return job


@transaction.atomic
def announcement_again(*, message_id: int, actor: Actor) -> None:
    """This function will give a dead announcement new tries, and write it down.

    :raises AnnouncementNotDeadError: when it is not there or not dead.
    """
    if not message_retry(message_id=message_id):
        raise AnnouncementNotDeadError("This work is not among the failed any more.")
    audit_append(actor=actor, action="announcement.retry", object_type="announcement", object_id=str(message_id))
