"""Writes of segments and of who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.domain.segments import SegmentRuleInvalid, segment_rule_json, segment_rule_parse
from accounts.models import Account, Segment
from accounts.selectors.segments import segment_rule_query
from common.errors import AbsError, ConflictError
from outbox.models import Job
from outbox.services import job_enqueue
from users.services import Actor, audit_append

REFRESH = "accounts.segments"
# By hand: whoever saves a rule waits for it, and the ORM would carry each of a hundred thousand members through Python
# without saying how many of them are new.
_JOIN = """
    insert into segment_account (segment_id, account_id, added_at)
    select %s, joining.id, %s from ({chosen}) joining (id) on conflict do nothing
"""


class SegmentInvalidError(AbsError):
    """A segment's name or rule is not usable; ``fields`` says which."""

    code = "segment_invalid"


class SegmentExistsError(ConflictError):
    """Another segment has the key."""

    code = "segment_exists"


@transaction.atomic
def segment_save(
    *,
    segment_id: int | None,
    name: str,
    rule: dict[str, Any] | None,
    actor: Actor,
    now: datetime,
    key: str = "",
    description: str = "",
) -> Segment:
    """This function will create or change a segment and, with a rule, work out its members. Writes one audit row.

    :raises SegmentInvalidError: for an empty name or an unusable rule.
    :raises SegmentExistsError: when another segment has the key.
    """
    name = name.strip()
    if not name:
        raise SegmentInvalidError(_("Give the segment a name."), fields={"name": _("Give the segment a name.")})
    try:
        written = segment_rule_json(segment_rule_parse(rule)) if rule else None
    except SegmentRuleInvalid as error:
        raise SegmentInvalidError(str(error), fields={"rule": str(error)}) from error
    if segment_id is None:
        key = key or slugify(name)[:60] or "segment"
        if Segment.objects.filter(key=key).exists():
            raise SegmentExistsError(_("There is a segment with this key already: %(key)s.") % {"key": key})
        segment = Segment.objects.create(key=key, name=name, rule=written, description=description, created_at=now)
        segment.refresh_from_db(fields=["public_id"])
    else:
        segment = Segment.objects.select_for_update().get(pk=segment_id)
        segment.name, segment.rule, segment.description = name, written, description
        segment.save(update_fields=["name", "rule", "description"])
    if written:
        _members_work_out(segment, keys=None, now=now)
    audit_append(actor=actor, action="segment.save", object_type="segment", object_id=str(segment.public_id))
    return segment


@transaction.atomic
def segment_delete(*, segment: Segment, actor: Actor) -> None:
    """This function will remove a segment; what named it falls back to no segment. Writes one audit row."""
    public_id = str(segment.public_id)
    segment.delete()
    audit_append(actor=actor, action="segment.delete", object_type="segment", object_id=public_id)


@transaction.atomic
def segment_accounts_add(*, segment: Segment, account_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """This function will put accounts into a segment chosen by hand and return how many are new in it.

    :raises SegmentInvalidError: when the segment has a rule, which alone decides.
    """
    if segment.rule:
        raise SegmentInvalidError(_("This segment's members follow from its rule; change the rule instead."))
    with connection.cursor() as cursor:
        # the cursor tells how many are new: counting all of them costs more with each batch of a job
        cursor.execute(_JOIN.format(chosen="select unnest(%s::bigint[])"), [segment.pk, now, list(account_ids)])
        added = int(cursor.rowcount)
    audit_append(
        actor=actor,
        action="segment.accounts_add",
        object_type="segment",
        object_id=str(segment.public_id),
        detail={"added": added},
    )
    return added


@transaction.atomic
def segment_account_remove(*, segment: Segment, account_id: int, actor: Actor) -> None:
    """This function will take an account out of a segment chosen by hand. Writes one audit row."""
    segment.members.filter(account_id=account_id).delete()
    audit_append(actor=actor, action="segment.account_remove", object_type="segment", object_id=str(segment.public_id))


@transaction.atomic
def segments_refresh(*, keys: Sequence[int] | None, now: datetime) -> None:
    """This function will work out again who belongs to the segments with a rule; ``keys`` None means every account."""
    for segment in Segment.objects.filter(rule__isnull=False).order_by("pk"):
        _members_work_out(segment, keys=keys, now=now)


def segments_refresh_enqueue() -> Job:
    """This function will enqueue the working out of all segments, once however often it is asked for."""
    return job_enqueue(kind=REFRESH, payload={}, dedupe_key="all")


def _members_work_out(segment: Segment, *, keys: Sequence[int] | None, now: datetime) -> None:
    accounts = Account.objects.all() if keys is None else Account.objects.filter(pk__in=keys)
    belonging = accounts.filter(segment_rule_query(segment_rule_parse(segment.rule)))
    present = segment.members.all() if keys is None else segment.members.filter(account_id__in=keys)
    present.exclude(account_id__in=belonging.values("pk")).delete()
    missing = belonging.exclude(pk__in=segment.members.values("account_id")).order_by().values("pk")
    chosen, values = missing.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_JOIN.format(chosen=chosen), [segment.pk, now, *values])
