"""What can be read of the outbox."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from outbox.models import Job, Message


def job_list(*, state: str = "", kind: str = "") -> QuerySet[Job]:
    """This function will return this tenant's jobs, without the parts of range jobs, newest first."""
    jobs: QuerySet[Job] = Job.objects.filter(parent=None)
    if state:
        jobs = jobs.filter(state=state)
    if kind:
        jobs = jobs.filter(kind=kind)
    return jobs.order_by("-created_at", "-id")


def job_get(*, public_id: UUID) -> Job | None:
    """This function will return a job by its public id, or None."""
    found: Job | None = Job.objects.filter(public_id=public_id, parent=None).first()
    return found


def job_kinds() -> list[str]:
    """This function will return the kinds of job this tenant has had, in order."""
    return sorted(set(Job.objects.filter(parent=None).order_by().values_list("kind", flat=True).distinct()))


def dead_messages() -> QuerySet[Message]:
    """This function will return this tenant's dead messages, newest first."""
    found: QuerySet[Message] = Message.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-id")
    return found


def worker_age() -> timedelta | None:
    """This function will return the time since any worker gave a sign of life; None when none ever did."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp() - max(seen_at) from outbox_worker")
        age: timedelta | None = cursor.fetchone()[0]
        return age


def job_parts_dead(*, parent_id: int) -> list[Job]:
    """This function will return the first twenty failed parts of a range job."""
    return list(Job.objects.filter(parent_id=parent_id, state=Job.State.DEAD).order_by("lower_key")[:20])
