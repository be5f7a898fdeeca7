"""Touches' writers. From outside they come in set-based, in the manner of ``accounts.services.upsert``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from accounts.models import Account, Contact
from accounts.services.upsert import Options, RecordResult, Upsert, match, records_upsert
from accounts.services.upsert.announce import every_key
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, OWNER_LINK, Derived, Linked, UpsertSpec
from common.errors import AbsError, NotFoundError
from content.domain.search import text_key
from engagement.domain.facts import TOUCH
from engagement.models import Touch, TouchContact
from outbox.services import message_append
from users.services import Actor, audit_append

SPEC = UpsertSpec(
    facts=TOUCH,
    table="touch",
    silent=frozenset({"owner_id", "account_ref"}),
    derived=(
        ACCOUNT_NAME_KEY,
        Derived("asset_key", ("asset",), lambda title: text_key(title or "")[:200], stored=False),
    ),
    linked=(*ACCOUNT_LINKS, OWNER_LINK, Linked("asset_id", ("asset",), "s.asset_id", "s.asset_id")),
)


MOST_ANNOUNCED = 1_000


class WrongAccountError(AbsError):
    """A person named works for another company."""

    code = "wrong_account"


class TouchUpsert(Upsert):
    """Touches with the people touched. Announces ``touch.changed``."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find account, owner, asset and people; an unknown person or asset is refused."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        self.owners()
        if "asset" in self.fields:
            match.run(ASSETS_SQL, id_form=ID_FORM)
        if "contact_external_ids" in self.fields:
            match.run(UNKNOWN_CONTACT_SQL, source=self.source)

    def extra_change(self) -> str:
        """Other people touched are a change of the touch."""
        if "contact_external_ids" not in self.fields:
            return ""
        return f"(s.given & {SPEC.bits['contact_external_ids']} <> 0 and {STORED} is distinct from {GIVEN})"

    def finish(self) -> None:
        """Bring the people touched to what was given."""
        if "contact_external_ids" in self.fields:
            mask = SPEC.bits["contact_external_ids"]
            match.run(CONTACTS_DELETE_SQL, source=self.source, mask=mask)
            match.run(CONTACTS_WRITE_SQL, source=self.source, mask=mask)

    def announce(self) -> None:
        """Committees and metrics look again."""
        ids = self.changed_ids()
        if ids is None:
            every_key(SPEC, "touch.changed")
        else:
            message_append(topic="touch.changed", keys=ids)


UNKNOWN_CONTACT_SQL = """
    update stage_touch s set fault = 'unknown_contact', fault_field = 'contact_external_ids', fault_value = u.wanted
      from (select s.idx, min(given.external_id) as wanted
              from stage_touch s cross join lateral unnest(s.contact_external_ids) as given (external_id)
             where s.fault is null and not exists (
                   select 1 from contact c where c.tenant_id = %(tenant)s and c.source = %(source)s
                      and c.external_id = given.external_id)
             group by s.idx) u
     where u.idx = s.idx"""
ID_FORM = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# By its id, else by its title; of several whose titles differ in case or accents alone, by the one written alike.
ASSETS_SQL = """
    update stage_touch s set asset_id = m.id, fault_field = case when m.id is null then 'asset' end,
           fault = case when m.id is not null then null
                        when m.found > 1 then 'ambiguous_asset' else 'unknown_asset' end,
           fault_value = case when m.id is null then s.asset end
      from (select k.asset, count(a.id) as found, case when count(a.id) = 1 then min(a.id)
                   when count(*) filter (where a.is_id) = 1 then min(a.id) filter (where a.is_id)
                   when count(*) filter (where a.title = k.asset) = 1
                   then min(a.id) filter (where a.title = k.asset) end as id
              from (select distinct asset, asset_key from stage_touch where asset is not null and fault is null) k
              left join lateral (
                   select t.id, t.title, false as is_id from asset t
                    where t.tenant_id = %(tenant)s and t.title_key = k.asset_key
                    union all
                   select t.id, null, true from asset t
                    where t.tenant_id = %(tenant)s
                      and t.public_id = case when k.asset ~* %(id_form)s then k.asset::uuid end) a on true
             group by k.asset) m
     where m.asset = s.asset and s.fault is null"""
STORED = """(select array_agg(c.external_id::text order by c.external_id) from touch_contact l
    join contact c on c.tenant_id = l.tenant_id and c.id = l.contact_id
    where l.tenant_id = a.tenant_id and l.touch_id = a.id)"""
GIVEN = """(select array_agg(distinct given.external_id order by given.external_id)
    from unnest(s.contact_external_ids) as given (external_id))"""
CONTACTS_DELETE_SQL = """
    delete from touch_contact x using stage_touch s
     where x.tenant_id = %(tenant)s and x.touch_id = s.target_id and s.given & %(mask)s <> 0 and s.fault is null
       and not exists (select 1 from contact c where c.tenant_id = %(tenant)s and c.source = %(source)s
                       and c.id = x.contact_id and c.external_id = any(s.contact_external_ids))"""
CONTACTS_WRITE_SQL = """
    insert into touch_contact (tenant_id, touch_id, contact_id)
    select distinct t.tenant_id, t.id, c.id
      from stage_touch s
      join lateral (
           select t.* from touch t where t.tenant_id = %(tenant)s and t.id = s.target_id
            union all
           select t.* from touch t
            where t.tenant_id = %(tenant)s and s.target_id is null and t.public_id = s.public_id) t on true
      cross join lateral unnest(s.contact_external_ids) as given (external_id)
      join contact c on c.tenant_id = %(tenant)s and c.source = %(source)s and c.external_id = given.external_id
     where s.given & %(mask)s <> 0 and s.fault is null
        on conflict (tenant_id, touch_id, contact_id) do nothing"""


def touch_upsert(
    *,
    rows: Sequence[dict[str, Any]],
    source: str,
    now: datetime,
    actor: Actor | None = None,
    options: Options | None = None,
) -> list[RecordResult]:
    """This function will store touches and return one result each, in their order; the fields are those of the API.

    Merges: an absent field stays, null clears. Side effects: announces ``touch.changed``, one audit row by ``actor``.

    :raises BatchRefused: with ``options.all_or_none``, when any touch cannot be stored; then nothing is.
    """
    return records_upsert(
        "touches", records=rows, source=source, now=now, actor=actor, options=options, upsert=TouchUpsert
    )


@dataclass(frozen=True, slots=True)
class TouchGiven:
    """A touch as somebody logs it by hand."""

    kind: str
    occurred_at: datetime
    direction: str = Touch.Direction.OUTBOUND
    outcome: str | None = None
    contact_ids: tuple[int, ...] = ()
    deal_id: int | None = None
    asset_id: int | None = None  # what was sent with it
    duration_minutes: int | None = None
    note: str = ""
    next_step: str = ""
    next_step_on: date | None = None


def contacts_of(account: Account, contact_ids: Sequence[int]) -> list[Contact]:
    """This function will return these people of an account.

    :raises WrongAccountError: when one of them is unknown or works elsewhere.
    """
    found = list(Contact.objects.filter(pk__in=contact_ids, account_id=account.pk))
    if len(found) != len(set(contact_ids)):
        raise WrongAccountError("Choose people of this account.", fields={"contacts": "Choose people of this account."})
    return found


@transaction.atomic
def touch_log(*, account: Account, given: TouchGiven, actor: Actor) -> Touch:
    """This function will log a touch of an account by the person acting.

    Side effects: announces ``touch.changed``, one audit row.

    :raises WrongAccountError: when a person named works elsewhere.
    """
    people = contacts_of(account, given.contact_ids)
    touch: Touch = Touch.objects.create(
        external_id=f"hand-{uuid4()}",
        account=account,
        kind=given.kind,
        occurred_at=given.occurred_at,
        direction=given.direction,
        outcome=given.outcome,
        deal_id=given.deal_id,
        asset_id=given.asset_id,
        duration_minutes=given.duration_minutes,
        note=given.note,
        next_step=given.next_step,
        next_step_on=given.next_step_on,
        owner_id=actor.user_id,
        owner_email=actor.label,
    )
    TouchContact.objects.bulk_create([TouchContact(touch=touch, contact=person) for person in people])
    message_append(topic="touch.changed", keys=[touch.pk])
    _audit(touch, verb="log", actor=actor, detail={"account": str(account.public_id), "kind": given.kind})
    return touch


@transaction.atomic
def touches_assign(*, account: Account, reference: str, actor: Actor, now: datetime) -> int:
    """This function will give an account the touches that named ``reference`` and no known one; returns how many.

    Side effects: announces ``touch.changed``, one audit row if there were any. Locks the touches.
    """
    waiting = Touch.objects.filter(account=None, account_ref=reference).select_for_update().order_by("id")
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return 0
    Touch.objects.filter(pk__in=ids).update(account=account, version=F("version") + 1, updated_at=now)
    for start in range(0, len(ids), MOST_ANNOUNCED):
        message_append(topic="touch.changed", keys=ids[start : start + MOST_ANNOUNCED])
    audit_append(
        actor=actor, action="touch.assign", object_type="account", object_id=str(account.public_id),
        detail={"touches": len(ids), "reference": reference},
    )  # fmt: skip
    return len(ids)


@transaction.atomic
def touch_delete(*, touch_id: int, actor: Actor) -> None:
    """This function will delete a touch.

    Side effects: announces ``engagement.changed`` for its account, one audit row.

    :raises NotFoundError: when there is no such touch.
    """
    touch = Touch.objects.select_for_update().filter(pk=touch_id).first()
    if touch is None:
        raise NotFoundError("There is no such touch.")
    _audit(touch, verb="delete", actor=actor, detail={"kind": touch.kind})
    if touch.account_id is not None:
        message_append(topic="engagement.changed", keys=[touch.account_id])
    touch.delete()


def _audit(touch: Touch, *, verb: str, actor: Actor, detail: dict[str, Any]) -> None:
    audit_append(
        actor=actor, action=f"touch.{verb}", object_type="touch", object_id=str(touch.public_id), detail=detail
    )
