"""What owners decide about proposed moves: approve, and the account moves; reject, and it stays or is vetoed.

Approving is a fixed number of statements however many moves are chosen, in SQL by hand for the same reason as the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.errors import AbsError, ConflictError
from outbox.models import Job
from outbox.services.jobs import job_enqueue
from tenancy.context import required_tenant_id
from tiers.domain.assignment import JOINS, Cause
from tiers.models import ProposedMove
from tiers.selectors.policy import policy_current
from tiers.selectors.proposals import MoveFilter, moves_chosen
from tiers.services.by_hand import ExpiryRefusedError, pin_set, reason_read, veto_set
from tiers.services.move_table import moves_open, moves_write, sizes_moved
from tiers.services.run import changes_announce, run_request, warnings_of
from users.services.audit import Actor, audit_append

APPROVE_JOB = "tiers.approve"
#: More than these are approved in the background.
AT_ONCE = 1_000
#: Each rejection is a person's word about one account, kept as a veto or a pin.
MOST_REJECTED = 500


class TooManyRejectedError(AbsError):
    """A rejection gives a reason for each account; nobody means one for thousands."""

    code = "too_many"


class CannotStayError(ConflictError):
    """The move cannot be rejected, because the account cannot stay where it is."""

    code = "cannot_stay"


@dataclass(frozen=True)
class Decided:
    """What a decision did: moves decided, and moves that no longer held when it was made."""

    decided: int
    outdated: int


_CHOOSE = """
    insert into tier_move (account_id, source_id, target_id, cause, line_milli, score_milli, version_id)
    select p.account_id, p.source_id, p.target_id, p.cause, p.line_milli, p.score_milli, p.icp_version_id
      from tier_proposed_move p left join tier t on t.tenant_id = %(tenant)s and t.id = p.target_id
     where p.tenant_id = %(tenant)s and p.state = 'open' and p.id = any(%(chosen)s)
       and (p.target_id is null or t.position is not null)
"""
# One statement after the other, over a table whose size PostgreSQL sees: after a first run it still takes the stays for
# few, and a single statement would compare each move with each of them.
_KEEP_TRUE = (
    """
    delete from tier_move m using tier_assignment a
     where a.tenant_id = %(tenant)s and a.left_at is null and a.account_id = m.account_id
       and a.tier_id is distinct from m.source_id
    """,
    """
    update tier_move m set assignment_id = a.id from tier_assignment a
     where a.tenant_id = %(tenant)s and a.left_at is null and a.account_id = m.account_id
    """,
    "delete from tier_move where source_id is not null and assignment_id is null",
)
_MARK = """
    update tier_proposed_move p set state = 'approved', decided_at = %(now)s, decided_by_id = %(by)s
      from tier_move m where p.tenant_id = %(tenant)s and p.state = 'open' and p.account_id = m.account_id
"""


@transaction.atomic
def moves_approve(*, chosen: MoveFilter, actor: Actor, now: datetime) -> Decided:
    """This function will carry out the chosen moves that still hold and note who approved them.

    Approving again does nothing. A move whose account stands elsewhere by now, or whose tier is gone, is superseded. A
    tier may become overbooked while those who would leave it still wait: that warns. Side effects: locks the policy's
    row; history; its sizes and warnings; announces ``tier.changed``; one audit entry.
    """
    policy = policy_current(lock=True)
    rows = moves_chosen(chosen).filter(state=ProposedMove.State.OPEN).order_by()
    ids = list(rows.values_list("pk", flat=True))  # numbers alone: eight megabytes for a million
    moves_open()
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, {"tenant": required_tenant_id(), "chosen": ids})
        for statement in _KEEP_TRUE:
            cursor.execute(statement, {"tenant": required_tenant_id()})
        cursor.execute(_MARK, {"tenant": required_tenant_id(), "now": now, "by": actor.user_id})
    outdated = _outdated_end(ids, now=now)
    moved = moves_write(now=now, decided_by_id=actor.user_id)
    if moved:
        row = policy.row
        sizes_moved(policy)
        row.warnings = warnings_of(policy)
        row.save(update_fields=["sizes", "warnings"])
        changes_announce(moved, now=now)
        _audit(actor, "tier_proposal.approve", {"moves": len(moved)} | _said(chosen))
    if outdated:
        run_request()
    return Decided(len(moved), outdated)


@transaction.atomic
def moves_approve_enqueue(*, chosen: MoveFilter, actor: Actor) -> Job:
    """This function will ask for a job that approves every move a filter chooses. Side effect: a ring."""
    payload = {"chosen": asdict(chosen), "actor": asdict(actor)}
    return job_enqueue(kind=APPROVE_JOB, payload=payload, created_by_id=actor.user_id)


@transaction.atomic
def moves_reject(*, chosen: MoveFilter, reason: str, expires_on: date | None, actor: Actor, now: datetime) -> Decided:
    """This function will reject the chosen moves and see to it that the next run does not propose them again.

    An account that would have joined is vetoed to the end of ``expires_on``; any other is pinned where it stands.
    Rejecting again does nothing. Side effects: those of the veto and the pin; one audit entry more.

    :raises ReasonMissingError: without a reason.
    :raises ExpiryRefusedError: where a join is rejected without a day, or with one past or over two years away.
    :raises TooManyRejectedError: for more than 500 at once.
    :raises CannotStayError: when an account meets a knock-out criterion or its tier was taken out of the policy.
    """
    reason = reason_read(reason)
    policy_current(lock=True)
    rows = list(
        moves_chosen(chosen).filter(state=ProposedMove.State.OPEN).select_related("source")[: MOST_REJECTED + 1]
    )
    if len(rows) > MOST_REJECTED:
        raise TooManyRejectedError(_("Reject at most 500 moves at once; each needs its reason."))
    _refuse_leaving(rows)
    joining = [row.account_id for row in rows if row.cause in JOINS]
    if joining and expires_on is None:
        message = _("Say until when these accounts are not to be worked.")
        raise ExpiryRefusedError(message, fields={"expires_on": message})
    ProposedMove.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=ProposedMove.State.REJECTED, decided_at=now, decided_by_id=actor.user_id, reason=reason
    )
    if joining and expires_on is not None:
        veto_set(account_ids=joining, reason=reason, expires_on=expires_on, actor=actor, now=now)
    staying: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.cause not in JOINS and row.source_id is not None:
            staying[row.source_id].append(row.account_id)
    for tier_id, account_ids in staying.items():
        pin_set(account_ids=account_ids, tier_id=tier_id, reason=reason, actor=actor, now=now)
    if rows:
        _audit(actor, "tier_proposal.reject", {"moves": len(rows), "reason": reason} | _said(chosen))
    return Decided(len(rows), 0)


def _refuse_leaving(rows: Sequence[ProposedMove]) -> None:
    for row in rows:
        if row.cause == Cause.EXCLUDED:
            raise CannotStayError(
                _("An account that meets a knock-out criterion cannot stay; correct the fact or the profile instead.")
            )
        if row.cause not in JOINS and row.source is not None and row.source.position is None:
            raise CannotStayError(
                _("%(tier)s was taken out of the policy, so nobody can stay there.") % {"tier": row.source.name}
            )


def _outdated_end(ids: Sequence[int], *, now: datetime) -> int:
    """Those chosen that are open still did not hold. By hand: the ORM would make a million parameters of the ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update tier_proposed_move set state = 'superseded', decided_at = %(now)s"
            " where tenant_id = %(tenant)s and state = 'open' and id = any(%(chosen)s)",
            {"tenant": required_tenant_id(), "now": now, "chosen": list(ids)},
        )
        return int(cursor.rowcount)


def _said(chosen: MoveFilter) -> dict[str, Any]:
    """What of the choice belongs into the audit log."""
    return {"chosen": {name: value for name, value in asdict(chosen).items() if value}}


def _audit(actor: Actor, action: str, detail: dict[str, Any]) -> None:
    audit_append(actor=actor, action=action, object_type="tier_proposal", detail=detail)
