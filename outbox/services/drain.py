"""Run what is due in this process: for commands that wait, and for tests."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from outbox import registry
from outbox.models import Job, Message
from outbox.services.run import consumer_run, job_run
from tenancy.zone import tenant_zone

MOST_ROUNDS = 10_000


class DrainError(RuntimeError):
    """Work that announces itself again for ever: a bug."""


def outbox_drain(*, now: datetime | None = None) -> int:
    """This function will run everything due for the current tenant, here and now, until nothing is left; return how
    much.

    A handler's failure is recorded as by a worker and then raised. Work that other workers hold is theirs. ``now``: the
    moment told to the handlers; by default PostgreSQL's clock.

    :raises DrainError: when the work never ends.
    """
    done = 0
    with tenant_zone():
        for _ in range(MOST_ROUNDS):
            moment = now or database_now()
            step = _messages_once(moment) + _jobs_once(moment)
            if not step:
                return done
            done += step
    raise DrainError("the outbox does not run dry: a handler announces itself again")


def _messages_once(now: datetime) -> int:
    with transaction.atomic():  # a command has none open, and outside one no tenant is bound
        due = Message.objects.filter(dead_at=None, available_at__lte=database_now()).values_list("consumer", flat=True)
        names = sorted(set(due.order_by().distinct()))
    return sum(consumer_run(name=name, now=now, strict=True) for name in names)


def _jobs_once(now: datetime) -> int:
    known = [*registry.JOB_KINDS, *registry.RANGE_KINDS]
    with transaction.atomic():
        due = Job.objects.filter(state__in=Job.DUE, available_at__lte=database_now(), kind__in=known).order_by("id")
        job_ids = list(due.values_list("pk", flat=True)[:100])
    return sum(job_run(job_id=job_id, now=now, strict=True) for job_id in job_ids)


def database_now() -> datetime:
    """This function will return PostgreSQL's clock, by which leases and due times are measured."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
