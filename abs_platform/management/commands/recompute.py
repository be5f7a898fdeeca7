"""``manage.py recompute``: score all accounts and deals of a workspace again, and all that follows from scores."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services.deal_scoring import deals_rescore_enqueue
from accounts.services.scoring import rescore_enqueue
from outbox.models import Job
from outbox.services import outbox_drain
from tenancy.context import tenant_atomic, tenant_context
from tenancy.models import Tenant

LOOK_SECONDS = 0.3
# what a scoring sets in motion
FOLLOWING = ("accounts.rescore", "accounts.rescore_deals", "tiers.run", "metrics.snapshots")


class Command(BaseCommand):
    """Score a workspace again."""

    help = (
        "Score every account and deal again under the published profiles. Without --wait the running workers do it; "
        "with --wait this process helps them, and returns when scores, tiers and what else follows are done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/operations.md."""
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--wait", action="store_true")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one line why not."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']!r}")
        with tenant_atomic(tenant.pk):
            job = rescore_enqueue(reason="recompute")
            deals_rescore_enqueue(reason="recompute")
        if options["wait"]:
            with tenant_context(tenant.pk):
                job = self._finished(tenant.pk, job)
        result = job.result or {}
        if options["as_json"]:
            self.stdout.write(json.dumps({"job": str(job.public_id), "state": job.state, **result}))
        elif options["wait"]:
            self.stdout.write(f"{result['changed']} scores written, {result['moved']} accounts moved")
        else:
            self.stdout.write(f"job {job.public_id} is queued")

    def _finished(self, tenant_id: int, job: Job) -> Job:
        """Work beside the workers until the job and everything after it is done; ranges they hold are waited for."""
        while True:
            worked = outbox_drain()
            with tenant_atomic(tenant_id):
                found: Job = Job.objects.get(pk=job.pk)
                busy = Job.objects.filter(state__in=[*Job.DUE, Job.State.WAITING], kind__in=FOLLOWING).exists()
            if self.stderr.isatty():
                self.stderr.write(f"\r{found.progress_done} of {found.progress_total} ranges ", ending="")
            if found.state in (Job.State.DEAD, Job.State.CANCELLED):
                raise CommandError(f"the job is {found.state}: {found.last_error}")
            if found.finished_at is not None and not worked and not busy:
                return self._last(tenant_id, found)
            time.sleep(LOOK_SECONDS)

    def _last(self, tenant_id: int, job: Job) -> Job:
        """A superseded job's work was done by the newer one, which tells what it did."""
        if job.state != Job.State.SUPERSEDED:
            return job
        with tenant_atomic(tenant_id):
            newer: Job | None = Job.objects.filter(
                kind=job.kind, parent=None, state=Job.State.DONE, pk__gt=job.pk
            ).last()
        return newer or job
