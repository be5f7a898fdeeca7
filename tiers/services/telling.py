"""Telling members what happened to their accounts in the target lists.

SQL is written by hand where a run may have moved every account: whose moves are too many to tell one by one is counted
where the data is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from tenancy.context import required_tenant_id
from tiers.models import TierAssignment, TierVeto
from tiers.notices import MANY_MOVED, MOVED, VETO_ENDS
from tiers.selectors.policy import workspace_day
from users.services.notifications import Notice, notifications_add

FRESH = timedelta(days=7)  # an account announced again long after it moved is no news
MOST_MOVES = 20  # of one owner at once; more are told in one sentence
VETO_NOTICE = timedelta(days=7)

# of each account's latest stay, as below; places that an owner gave himself are no news
_OWNERS_OF_MOVED = """
    select owner_id, count(*), (array_agg(account_id))[:%(most)s]
      from (select distinct on (s.account_id) s.account_id, a.owner_id, s.left_at, s.decided_by_id
              from tier_assignment s
              join account a on a.tenant_id = s.tenant_id and a.id = s.account_id and a.owner_id is not null
             where s.tenant_id = %(tenant)s and (s.entered_at >= %(since)s or s.left_at >= %(since)s)
             order by s.account_id, s.entered_at desc, s.id desc) latest
     where left_at is not null or decided_by_id is distinct from owner_id
     group by owner_id order by owner_id
"""


@transaction.atomic
def owners_tell(*, account_ids: Sequence[int], now: datetime) -> int:
    """This function will tell the owners of accounts about their latest move between tiers; return how many notices.

    Each move is told once, whoever announces the account again. An owner of more than twenty of the moved accounts
    hears one sentence a day instead. Nobody is told of the places he gave himself.
    """
    moves: dict[int, list[Notice]] = defaultdict(list)
    for owner_id, notice in _moves(account_ids, since=now - FRESH):
        moves[owner_id].append(notice)
    notices: list[Notice] = []
    for owner_id, told in moves.items():
        notices += told if len(told) <= MOST_MOVES else [_many_moved(owner_id, now=now)]
    return notifications_add(notices=notices, now=now)


@transaction.atomic
def moves_tell(*, since: datetime, now: datetime) -> int:
    """This function will do the same for every account that moved at or after ``since``, however many; it reads one by
    one only the moves that are told one by one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS_OF_MOVED, {"tenant": required_tenant_id(), "since": since, "most": MOST_MOVES})
        owners: list[tuple[int, int, list[int]]] = cursor.fetchall()
    many = [_many_moved(owner_id, now=now) for owner_id, moves, _some in owners if moves > MOST_MOVES]
    few = [account_id for _owner, moves, some in owners if moves <= MOST_MOVES for account_id in some]
    return notifications_add(notices=many, now=now) + owners_tell(account_ids=few, now=now)


def _many_moved(owner_id: int, *, now: datetime) -> Notice:
    key = f"{MANY_MOVED}:{workspace_day(now)}"
    return Notice(MANY_MOVED, {"most": MOST_MOVES}, user_id=owner_id, dedupe_key=key)


def _moves(account_ids: Sequence[int], *, since: datetime) -> list[tuple[int, Notice]]:
    """The owner and the notice of each account's latest move, in order of accounts."""
    stays = (
        TierAssignment.objects.filter(
            Q(entered_at__gte=since) | Q(left_at__gte=since), account_id__in=account_ids, account__owner__isnull=False
        )
        .select_related("account", "tier")
        .order_by("account_id", "entered_at", "pk")
    )
    latest: dict[int, list[TierAssignment]] = defaultdict(list)
    for stay in stays:
        latest[stay.account_id] = [*latest[stay.account_id][-1:], stay]
    return [(pair[-1].account.owner_id, _move(pair)) for pair in latest.values() if _is_news(pair[-1])]


def _is_news(last: TierAssignment) -> bool:
    return last.left_at is not None or last.decided_by_id != last.account.owner_id


def _move(pair: list[TierAssignment]) -> Notice:
    last, before = pair[-1], pair[0] if len(pair) > 1 else None
    joined = last.left_at is None
    came_from = before.tier.name if joined and before is not None and before.left_at == last.entered_at else ""
    values = {
        "account": last.account.name,
        "to": last.tier.name if joined else "",
        "left": came_from if joined else last.tier.name,
        "cause": last.cause if joined else last.left_cause,
        "score_milli": last.score_milli if joined else last.left_score_milli,
        "line_milli": last.line_milli if joined else last.left_line_milli,
        "reason": last.reason if joined else last.left_reason,
    }
    key = f"{MOVED}:{last.pk}:{'in' if joined else 'out'}"
    return Notice(MOVED, values, about=last.account.public_id, dedupe_key=key, user_id=last.account.owner_id)


@transaction.atomic
def vetoes_remind(*, now: datetime) -> int:
    """This function will tell who vetoed an account that the veto ends within seven days; return how many notices.

    Each veto is told once for the day it ends.
    """
    today = workspace_day(now)
    ending = TierVeto.objects.filter(
        revoked_at=None, vetoed_by__isnull=False, expires_on__gte=today, expires_on__lte=today + VETO_NOTICE
    ).select_related("account")
    notices = [
        Notice(
            VETO_ENDS,
            {"account": veto.account.name, "expires_on": veto.expires_on.isoformat(), "reason": veto.reason},
            user_id=veto.vetoed_by_id,
            about=veto.account.public_id,
            dedupe_key=f"{VETO_ENDS}:{veto.pk}:{veto.expires_on}",
        )
        for veto in ending.order_by("expires_on", "pk")
    ]
    return notifications_add(notices=notices, now=now)
