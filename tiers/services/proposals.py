"""A run's moves kept for people to decide, in a fixed number of statements however many they are.

SQL is written by hand because a first run may propose a move for every account of the workspace: what a newer run no
longer says, what it says as before and what it says anew are told apart by comparing two tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id
from tenancy.statistics import statistics_refresh
from tiers.domain.assignment import DECIDED_BY_PEOPLE
from tiers.models import ProposedMove, TierPolicy, TierProposal
from tiers.notices import MOVES_WAITING
from tiers.selectors.policy import PolicyInUse
from users.services.notifications import Notice, notifications_add

#: After so many new moves PostgreSQL is made to look again: what it knows of the table before would mislead it.
MANY = 10_000

_SAME = """
    m.account_id = p.account_id and m.source_id is not distinct from p.source_id
    and m.target_id is not distinct from p.target_id and not m.cause = any(%(decided)s)
"""
_SUPERSEDE = f"""
    update tier_proposed_move p set state = 'superseded', decided_at = %(now)s
     where p.tenant_id = %(tenant)s and p.state = 'open'
       and (%(judged)s::bigint[] is null or p.account_id = any(%(judged)s))
       and not exists (select 1 from tier_move m where {_SAME})
"""  # noqa: S608 - put together from the constants above
_REFRESH = f"""
    update tier_proposed_move p
       set cause = m.cause, score_milli = m.score_milli, line_milli = m.line_milli, icp_version_id = m.version_id
      from tier_move m
     where p.tenant_id = %(tenant)s and p.state = 'open' and {_SAME}
       and (p.cause, p.score_milli, p.line_milli, p.icp_version_id)
           is distinct from (m.cause, m.score_milli, m.line_milli, m.version_id)
"""  # noqa: S608
_NEW = """
    from tier_move m
   where not m.cause = any(%(decided)s)
     and not exists (select 1 from tier_proposed_move p
                      where p.tenant_id = %(tenant)s and p.account_id = m.account_id and p.state = 'open')
"""
_ADD = f"""
    insert into tier_proposed_move (tenant_id, proposal_id, account_id, source_id, target_id, cause, score_milli,
                                    line_milli, icp_version_id)
    select %(tenant)s, %(proposal)s, m.account_id, m.source_id, m.target_id, m.cause, m.score_milli, m.line_milli,
           m.version_id {_NEW} order by m.account_id
"""
_OWNERS = """
    select a.owner_id, count(*) from tier_proposed_move p
      join account a on a.tenant_id = p.tenant_id and a.id = p.account_id
     where p.tenant_id = %(tenant)s and p.proposal_id = %(proposal)s and a.owner_id is not null
     group by a.owner_id order by a.owner_id
"""


def moves_hold(policy: PolicyInUse, *, now: datetime, judged: Sequence[int] | None = None) -> int:
    """This function will take out of the table of moves what people must decide first, and return how many it took.

    Where the policy moves by itself, nothing is taken out and nothing waits any longer. Else the moves become a
    proposal: what still stands keeps its place, what no longer does is superseded, what is new is added and told to the
    owners. Moves that carry out a person's own veto or pin never wait. What waits for accounts that were not
    ``judged`` stands as it is; None: everybody was. Side effects: a proposal, notices.
    """
    if policy.row.approval == TierPolicy.Approval.AUTO:
        ProposedMove.objects.filter(state=ProposedMove.State.OPEN).update(
            state=ProposedMove.State.SUPERSEDED, decided_at=now
        )
        return 0
    values: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "now": now,
        "decided": list(DECIDED_BY_PEOPLE),
        "judged": None if judged is None else list(judged),
    }
    superseded = _run(_SUPERSEDE, values)
    _run(_REFRESH, values)
    added = _count(f"select count(*) {_NEW}", values)
    if added or superseded:
        waiting = added + ProposedMove.objects.filter(state=ProposedMove.State.OPEN).count()
        proposal = TierProposal.objects.create(made_at=now, waiting=waiting, added=added, superseded=superseded)
        if added:
            _run(_ADD, {**values, "proposal": proposal.pk})
            if added >= MANY:
                statistics_refresh()
            _tell_owners(proposal, now=now)
    held = _run("delete from tier_move where not cause = any(%(decided)s)", values)
    return held


def moves_supersede(account_ids: Sequence[int], *, now: datetime) -> int:
    """This function will end what waits for accounts that somebody has moved by hand; return how many ended."""
    waiting = ProposedMove.objects.filter(account_id__in=account_ids, state=ProposedMove.State.OPEN)
    ended: int = waiting.update(state=ProposedMove.State.SUPERSEDED, decided_at=now)
    return ended


def _tell_owners(proposal: TierProposal, *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS, {"tenant": required_tenant_id(), "proposal": proposal.pk})
        owners: list[tuple[int, int]] = cursor.fetchall()
    notices = [
        Notice(MOVES_WAITING, {"moves": moves}, user_id=owner, dedupe_key=f"{MOVES_WAITING}:{proposal.pk}")
        for owner, moves in owners
    ]
    notifications_add(notices=notices, now=now)


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _count(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])
