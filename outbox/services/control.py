"""What a person may do to a job: stop it, or try a dead one again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from common.errors import ConflictError, NotFoundError
from outbox.models import Job
from outbox.services.parts import family_end
from outbox.services.ring import ring_after_commit


class JobOverError(ConflictError):
    """The job has ended, so it cannot be stopped."""

    code = "job_over"


class JobNotDeadError(ConflictError):
    """Only a dead job is tried again."""

    code = "job_not_dead"


def _locked(job_id: int) -> Job:
    job: Job | None = Job.objects.select_for_update().filter(pk=job_id, parent=None).first()
    if job is None:
        raise NotFoundError("There is no such job.")
    return job


@transaction.atomic
def job_cancel(*, job_id: int) -> Job:
    """This function will stop a job and its parts; work under way is rolled back when it tries to commit.

    :raises NotFoundError: when there is no such job.
    :raises JobOverError: when the job has ended.
    """
    job = _locked(job_id)
    if not family_end(parent_id=job.pk, state=Job.State.CANCELLED):
        raise JobOverError("This job has ended already.")
    job.refresh_from_db()
    return job


@transaction.atomic
def job_retry(*, job_id: int) -> Job:
    """This function will give a dead job eight new tries: all of it, or of a range job the parts that died.

    :raises NotFoundError: when there is no such job.
    :raises JobNotDeadError: when the job is not dead, or the same work is queued again already.
    """
    job = _locked(job_id)
    if job.state != Job.State.DEAD:
        raise JobNotDeadError("Only a job that has failed for good can be tried again.")
    dead_parts = list(
        Job.objects.filter(parent_id=job.pk, state=Job.State.DEAD).order_by("pk").values_list("pk", flat=True)
    )
    again = {"attempts": 0, "available_at": Now(), "finished_at": None, "last_error": "", "rung_at": None}
    Job.objects.filter(pk__in=dead_parts).update(state=Job.State.QUEUED, **again)
    state = Job.State.WAITING if dead_parts else Job.State.QUEUED
    try:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=state, parts_open=len(dead_parts), parts_dead=0, **again)
    except IntegrityError as error:  # the one partial unique constraint: an open job with the same dedupe key
        raise JobNotDeadError("The same work has been queued again meanwhile.") from error
    for job_id_due in dead_parts or [job.pk]:
        ring_after_commit(job_id=job_id_due, kind=job.kind)
    job.refresh_from_db()
    return job
