"""Background work of the buying committee's room."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Contact
from outbox.registry import JobRun, RangeRun, consumer_task, job_task, range_task
from personas.services import contact_personas_refresh
from personas.services.personas import coverage_age


@consumer_task("personas.contact_persona_refresh", keys="accounts.Contact")
def contact_persona_refresh(*, keys: list[int], now: datetime) -> None:
    """This function will read changed contacts' titles again."""
    contact_personas_refresh(keys=keys, now=now)


@range_task("personas.reassess")
def reassess(run: RangeRun) -> None:
    """This function will read every contact of a key range again, after a rule or the template changed."""
    keys = list(Contact.objects.filter(pk__gte=run.lower, pk__lt=run.upper).values_list("pk", flat=True))
    contact_personas_refresh(keys=keys, now=run.now)


@job_task("personas.coverage")
def coverage(run: JobRun) -> None:
    """This function will have coverage measured again where a template counts only recent contacts: days pass."""
    coverage_age()
