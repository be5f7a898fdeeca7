"""Periodic work: each tenant's slot is taken once, and taking it enqueues the job in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from outbox.domain.schedule import Periodic
from outbox.models import Slot
from outbox.services.jobs import job_enqueue
from tenancy.context import tenant_atomic
from tenancy.models import Tenant


def periodic_fire(*, entries: Sequence[Periodic], now: datetime) -> int:
    """This function will enqueue, for every tenant, the periodic jobs whose slot has begun and was not taken; return
    how many.

    Any number of schedulers may call it at any moment: the unique ``(name, slot)`` row lets one of them win. A slot
    whose beginning nobody saw, because nothing ran then, is taken later; several missed slots of one kind are taken
    as one.
    """
    fired = 0
    for tenant_id, zone_name in Tenant.objects.order_by("pk").values_list("pk", "timezone"):
        zone = ZoneInfo(zone_name)
        wanted = [(entry.kind, f"{tenant_id}:{entry.schedule.slot(now, zone)}") for entry in entries]
        known = set(Slot.objects.filter(slot__in=[slot for _, slot in wanted]).values_list("name", "slot"))
        for kind, slot in wanted:
            if (kind, slot) not in known:
                fired += _take(tenant_id, kind, slot)
    return fired


def _take(tenant_id: int, kind: str, slot: str) -> int:
    with tenant_atomic(tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_slot (name, slot, fired_at) values (%s, %s, clock_timestamp()) on conflict do nothing",
            [kind, slot],
        )
        if not cursor.rowcount:
            return 0
        job_enqueue(kind=kind, payload={"slot": slot.partition(":")[2]}, dedupe_key="periodic")
        return 1
