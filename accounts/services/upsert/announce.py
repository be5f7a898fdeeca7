"""What changed is told upwards: up to a thousand keys by name, more by one job over everything."""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection

from accounts.services.deal_scoring import deals_rescore_enqueue
from accounts.services.scoring import rescore_enqueue
from accounts.services.segments import segments_refresh_enqueue
from accounts.services.upsert.spec import TENANT, UpsertSpec
from outbox.services import message_append
from tenancy.context import required_tenant_id

MOST = 1_000


def accounts_announce(ids: list[int] | None, *, topic: str, reason: str) -> None:
    """This function will announce changed accounts under ``topic``; None stands for too many: one re-scoring."""
    if ids is None or len(set(ids)) > MOST:
        rescore_enqueue(reason=reason)
        deals_rescore_enqueue(reason=reason)
        segments_refresh_enqueue()
    elif ids:
        message_append(topic=topic, keys=ids)


def worths_announce(account_ids: Iterable[int]) -> None:
    """This function will announce that these accounts may be worth something else; above a thousand, that all may."""
    keys = set(account_ids)
    if len(keys) > MOST:
        message_append(topic="contracts.loaded", keys=[0])
    else:
        message_append(topic="worth.changed", keys=keys)


def summons(ids: list[int] | None, *, topic: str, sample: tuple[int, int]) -> None:
    """This function will announce records whose consumer looks at everything anyway; of many, two stand for all."""
    message_append(topic=topic, keys=ids if ids is not None else set(sample))


def every_key(spec: UpsertSpec, topic: str) -> None:
    """This function will announce each written record of the stage by name, a thousand at a time."""
    for keys in _written_keys(spec):
        message_append(topic=topic, keys=keys)


def _written_keys(spec: UpsertSpec) -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            statement = f"""select a.id from {spec.stage} s
                      join {spec.table} a on a.tenant_id = {TENANT} and a.id = s.target_id
                     where s.fault is null and a.id > %(last)s
                     union
                    select a.id from {spec.stage} s join {spec.table} a on a.tenant_id = {TENANT}
                       and s.target_id is null and a.public_id = s.public_id
                     where s.fault is null and a.id > %(last)s
                     order by 1 limit {MOST}"""
            cursor.execute(
                statement,
                {"tenant": required_tenant_id(), "last": last},
            )
            keys = [key for (key,) in cursor.fetchall()]
        if not keys:
            return
        yield keys
        last = keys[-1]
