"""The end of vetoes: noticed on the workspace's day, kept in their history, followed by a run."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tiers.models import TierVeto
from tiers.notices import VETO_ENDED
from tiers.selectors.policy import workspace_day
from tiers.services.run import decision_announce
from users.services.audit import Actor, audit_append
from users.services.notifications import Notice, notifications_add

EXPIRE_JOB = "tiers.veto_expiry"
AT_ONCE = 1_000
NAMED = 100  # of the accounts, in the audit entry


@transaction.atomic
def vetoes_expire(*, now: datetime) -> int:
    """This function will note that vetoes whose last day is over have ended, and return how many, at most a thousand.

    Each is noted once. Side effects: locks the vetoes; one audit entry; a notice to whoever vetoed; a run afterwards,
    which judges the accounts by their scores again.
    """
    over = TierVeto.objects.filter(revoked_at=None, expired_at=None, expires_on__lt=workspace_day(now))
    vetoes = list(over.select_for_update(of=("self",)).select_related("account").order_by("pk")[:AT_ONCE])
    if not vetoes:
        return 0
    TierVeto.objects.filter(pk__in=[veto.pk for veto in vetoes]).update(expired_at=now)
    accounts = [str(veto.account.public_id) for veto in vetoes]
    audit_append(
        actor=Actor.of_task(EXPIRE_JOB),
        action="tier_veto.expire",
        object_type="account",
        object_id=accounts[0] if len(accounts) == 1 else "",
        detail={"accounts": accounts[:NAMED], "count": len(accounts)},
    )
    notices = [
        Notice(
            VETO_ENDED,
            {"account": veto.account.name},
            user_id=veto.vetoed_by_id,
            about=veto.account.public_id,
            dedupe_key=f"{VETO_ENDED}:{veto.pk}",
        )
        for veto in vetoes
        if veto.vetoed_by_id is not None
    ]
    notifications_add(notices=notices, now=now)
    decision_announce([veto.account_id for veto in vetoes])
    return len(vetoes)
