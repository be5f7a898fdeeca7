"""The outbox's faces in Celery: they carry ids, open the tenant, and take one turn after another."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.registry import JobRun, job_task
from outbox.services.mail import MAIL_KIND, mail_send
from outbox.services.purge import outbox_purge
from outbox.services.ring import Ring
from outbox.services.run import consumer_run, job_run
from tenancy.context import tenant_context
from tenancy.zone import tenant_zone

TURN_SECONDS = 10.0  # then a ring asks for the rest, and others have the worker


@shared_task(name="outbox.consume", time_limit=60, soft_time_limit=55, ignore_result=True)
def consume(tenant_id: int, *consumers: str) -> None:
    """Let consumers of one tenant handle their due messages, one after the other, batch after batch."""
    until = time.monotonic() + TURN_SECONDS
    with tenant_context(tenant_id), tenant_zone():
        for place, consumer in enumerate(consumers):
            while consumer_run(name=consumer, now=timezone.now()):
                if time.monotonic() > until:
                    Ring(tenant_id=tenant_id, consumers=consumers[place:])()
                    return


@shared_task(name="outbox.run_job", time_limit=30, soft_time_limit=25, ignore_result=True)
def run_job(tenant_id: int, job_id: int) -> None:
    """Run one job of one tenant if it is due and free."""
    with tenant_context(tenant_id), tenant_zone():
        job_run(job_id=job_id, now=timezone.now())


@job_task(MAIL_KIND, outside=True, secret=True)
def mail(run: JobRun) -> None:
    """Send one mail."""
    mail_send(run=run)


@job_task("outbox.purge")
def purge(run: JobRun) -> dict[str, Any]:
    """Forget what is old, here and in the rooms that ``settings.PURGES`` names."""
    gone = dict(outbox_purge(now=run.now))
    for path in settings.PURGES:
        gone |= import_string(path)(now=run.now)
    return gone
