"""What members are told: added in sets, read, and forgotten.

The number of unread ones stands at the membership. It is only ever added to and taken from by the rows a statement
really wrote, under the membership's lock, so it equals the count without anybody counting.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from tenancy.context import required_tenant_id
from users.models import Membership, Notification
from users.notices import KINDS
from users.permissions import PERMISSIONS

READ_KEPT = timedelta(days=90)

# By hand, because one statement must add many rows, leave out what is known or not wanted, and tell what it added.
_ADD = """
insert into notification (tenant_id, user_id, kind, "values", about, dedupe_key, created_at)
select m.tenant_id, m.user_id, g.kind, g.told, g.about, g.dedupe_key, %(now)s
  from unnest(%(users)s::bigint[], %(kinds)s::text[], %(values)s::jsonb[], %(abouts)s::text[], %(keys)s::text[])
       with ordinality as g (user_id, kind, told, about, dedupe_key, place)
  join membership m on m.tenant_id = %(tenant)s and m.user_id = g.user_id and not m.muted_kinds ? g.kind
 order by g.place
on conflict do nothing
returning user_id
"""


@dataclass(frozen=True)
class Notice:
    """One thing to tell, to the member ``user_id`` or to everybody who holds ``permission``.

    ``kind`` is registered in a room's ``notices.py``; ``values`` are JSON and fill in its words; ``about`` is the
    public id of what the kind's page shows. A ``dedupe_key`` makes a member hear of it once, however often it is told.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    user_id: int | None = None
    permission: str = ""
    about: str | UUID = ""
    dedupe_key: str = ""


@transaction.atomic
def notifications_add(*, notices: Iterable[Notice], now: datetime) -> int:
    """This function will put notices into inboxes, in one statement however many, and return how many it added.

    Left out are people who are no members (any more), kinds a member does not want, and dedupe keys known already.
    Locks the memberships of those it tells, in order of their ids.

    :raises KeyError: for a kind or permission that nobody registered: a bug.
    """
    addressed = _addressed(list(notices))
    if not addressed:
        return 0
    tenant_id, users = required_tenant_id(), [user_id for user_id, _ in addressed]
    _lock(users)
    rows: dict[str, Any] = {
        "tenant": tenant_id,
        "now": now,
        "users": users,
        "kinds": [KINDS[notice.kind].key for _, notice in addressed],
        "values": [json.dumps(notice.values) for _, notice in addressed],
        "abouts": [str(notice.about) for _, notice in addressed],
        "keys": [notice.dedupe_key for _, notice in addressed],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, rows)
        added = [user_id for (user_id,) in cursor.fetchall()]
    _unread_change(added, +1)
    return len(added)


def _addressed(notices: Sequence[Notice]) -> list[tuple[int, Notice]]:
    """Each notice once for everybody it is for."""
    held = {notice.permission for notice in notices if notice.permission}
    holders: dict[str, list[int]] = {permission: [] for permission in held}
    if held:
        members = Membership.objects.filter(tenant_id=required_tenant_id()).order_by("pk")
        for user_id, role in members.values_list("user_id", "role"):
            for permission in held:
                if role in PERMISSIONS[permission]:
                    holders[permission].append(user_id)
    found = []
    for notice in notices:
        people = holders[notice.permission] if notice.permission else []
        if notice.user_id is not None and notice.user_id not in people:
            people = [*people, notice.user_id]
        found += [(user_id, notice) for user_id in people]
    return found


def _lock(user_ids: Iterable[int]) -> None:
    mine = Membership.objects.filter(tenant_id=required_tenant_id(), user_id__in=set(user_ids))
    list(mine.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _unread_change(user_ids: Sequence[int], step: int) -> None:
    """Add to, or take from, the number of each member, by how often they stand in the list."""
    by_count: dict[int, list[int]] = {}
    for user_id, count in Counter(user_ids).items():
        by_count.setdefault(count, []).append(user_id)
    for count, people in by_count.items():
        members = Membership.objects.filter(tenant_id=required_tenant_id(), user_id__in=people)
        members.update(unread=F("unread") + step * count)


@transaction.atomic
def notifications_read(*, user_id: int, now: datetime, public_ids: Iterable[UUID] | None = None) -> int:
    """This function will mark a member's notifications read, all of them without ``public_ids``; return how many were
    new. Locks the membership. Marking is no deed, so it leaves no audit row.
    """
    _lock([user_id])
    mine = Notification.objects.filter(user_id=user_id, read_at=None)
    if public_ids is not None:
        mine = mine.filter(public_id__in=list(public_ids))
    read = mine.update(read_at=now)
    if read:
        members = Membership.objects.filter(tenant_id=required_tenant_id(), user_id=user_id)
        members.update(unread=F("unread") - read)
    return int(read)


@transaction.atomic
def muted_kinds_set(*, membership: Membership, kinds: Iterable[str]) -> None:
    """This function will remember which kinds a member does not want; those in the inbox stay."""
    membership.muted_kinds = sorted(kind for kind in kinds if kind in KINDS)
    membership.save(update_fields=["muted_kinds"])


@transaction.atomic
def notifications_purge(*, now: datetime) -> dict[str, int]:
    """This function will delete what was read more than 90 days ago; nobody's unread ones."""
    gone, _ = Notification.objects.filter(read_at__lt=now - READ_KEPT).delete()
    return {"notifications": gone}
