"""Background work of the buying committee's room."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Contact
from outbox.registry import RangeRun, consumer_task, range_task
from personas.services import contact_personas_refresh


@consumer_task("personas.contact_persona_refresh")
def contact_persona_refresh(*, keys: list[int], now: datetime) -> None:
    """This function will read changed contacts' titles again."""
    contact_personas_refresh(keys=keys, now=now)


@range_task("personas.reassess")
def reassess(run: RangeRun) -> None:
    """This function will read every contact of a key range again, after a rule or the template changed."""
    keys = list(Contact.objects.filter(pk__gte=run.lower, pk__lt=run.upper).values_list("pk", flat=True))
    contact_personas_refresh(keys=keys, now=run.now)
