"""One decision for many accounts of the list, through the services that make it for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, Segment
from accounts.services.segments import segment_accounts_add
from accounts.services.upsert import Options, records_upsert
from common.errors import AbsError, NotFoundError
from common.text import UNSTORABLE
from dashboard.selectors.account_filter import AccountFilter
from outbox.models import Job
from outbox.services import job_enqueue
from tiers.models import Tier
from tiers.services.by_hand import pin_remove, pin_set, veto_revoke, veto_set
from users.services import Actor

BULK_JOB = "dashboard.account_bulk"
AT_ONCE = 500
VETO_DAYS = 90
#: Which right each action asks for.
RIGHTS = {
    "owner": "accounts.assign",
    "segment": "segments.write",
    "pin": "tiers.write",
    "unpin": "tiers.write",
    "veto": "tiers.veto",
    "unveto": "tiers.write",
}


class BulkInvalidError(AbsError):
    """There is no such action, or nothing to do it to."""

    code = "bulk_invalid"


@dataclass(frozen=True)
class BulkAction:
    """What to do: ``owner`` (an address, blank: nobody), ``segment`` or ``pin`` (a key), ``veto``; and why.

    ``unpin`` and ``unveto`` take pins and vetoes back.
    """

    verb: str
    value: str = ""
    reason: str = ""


def action_from(text: str, reason: str) -> BulkAction:
    """This function will read an action from a form: ``verb:value``.

    :raises BulkInvalidError: when there is no such verb.
    """
    verb, _colon, value = text.partition(":")
    if verb not in RIGHTS:
        raise BulkInvalidError(_("Choose what to do with the accounts."))
    return BulkAction(verb, UNSTORABLE.sub("", value), UNSTORABLE.sub("", reason))


@transaction.atomic
def bulk_apply(action: BulkAction, *, account_ids: Sequence[int], actor: Actor, now: datetime, today: date) -> int:
    """This function will do the action to up to 1,000 accounts and return how many it changed.

    Side effects: those of the service behind the action.

    :raises AbsError: what that service refuses; nothing is done then.
    """
    if action.verb == "owner":
        rows = Account.objects.filter(pk__in=account_ids).order_by("pk").values("source", "external_id")
        records = [row | {"owner_email": action.value or None} for row in rows]
        named = Options(said_by=actor.short_label)
        results = records_upsert("accounts", records=records, source="manual", now=now, actor=actor, options=named)
        return sum(result.status == "updated" for result in results)
    if action.verb == "segment":
        segment = Segment.objects.filter(key=action.value).first()
        if segment is None:
            raise NotFoundError(_("There is no such segment."))
        return segment_accounts_add(segment=segment, account_ids=account_ids, actor=actor, now=now)
    if action.verb == "pin":
        tier = Tier.objects.filter(key=action.value, position__isnull=False).first()
        if tier is None:
            raise NotFoundError(_("There is no such tier."))
        pin_set(account_ids=account_ids, tier_id=tier.pk, reason=action.reason, actor=actor, now=now)
        return len(account_ids)  # also those who stand there already: they are pinned now
    if action.verb == "unpin":
        return pin_remove(account_ids=account_ids, actor=actor, now=now)
    if action.verb == "unveto":
        return veto_revoke(account_ids=account_ids, actor=actor, now=now)
    until = today + timedelta(days=VETO_DAYS)
    veto_set(account_ids=account_ids, reason=action.reason, expires_on=until, actor=actor, now=now)
    return len(account_ids)  # also those who stood in no tier


@transaction.atomic
def bulk_enqueue(action: BulkAction, *, wanted: AccountFilter, sort: str, actor: Actor) -> Job:
    """This function will ask for a job that does the action to every account of a list. Side effect: a ring."""
    payload: dict[str, Any] = {
        "action": asdict(action),
        "filter": asdict(wanted),
        "sort": sort,
        "actor": asdict(actor),
    }
    return job_enqueue(kind=BULK_JOB, payload=payload, created_by_id=actor.user_id)


def bulk_run(
    payload: dict[str, Any], batches: Iterable[list[int]], *, now: datetime, today: date, done: Any
) -> dict[str, Any]:
    """This function will do a queued action batch by batch; ``done`` is told how many accounts are behind it."""
    action, actor = BulkAction(**payload["action"]), Actor(**payload["actor"])
    seen = changed = 0
    for batch in batches:
        changed += bulk_apply(action, account_ids=batch, actor=actor, now=now, today=today)
        seen += len(batch)
        done(seen)
    return {"accounts": seen, "changed": changed}
