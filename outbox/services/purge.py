"""What the outbox forgets."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from outbox.models import IdempotencyKey, Job, Slot

JOBS_KEPT = timedelta(days=30)
SLOTS_KEPT = timedelta(days=40)
ANSWERS_KEPT = timedelta(hours=24)


@transaction.atomic
def outbox_purge(*, now: datetime) -> dict[str, int]:
    """This function will delete this tenant's ended jobs after 30 days and stored answers after 24 hours, and slots
    after 40.

    Dead jobs stay until somebody has dealt with them.
    """
    over = [Job.State.DONE, Job.State.CANCELLED, Job.State.SUPERSEDED]
    jobs, _ = Job.objects.filter(parent=None, state__in=over, finished_at__lt=now - JOBS_KEPT).delete()
    answers, _ = IdempotencyKey.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    slots, _ = Slot.objects.filter(fired_at__lt=now - SLOTS_KEPT).delete()
    return {"jobs": jobs, "answers": answers, "slots": slots}
