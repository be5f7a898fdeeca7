"""A run: accounts are judged by the policy, and whoever must move moves.

After a change of the rules or of all scores everybody is judged; else the run follows what changed, to the same end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from accounts.models import Account
from outbox.services.jobs import job_enqueue
from outbox.services.messages import MOST_KEYS, message_append
from tiers.domain.assignment import Plan, assign, policy_warnings
from tiers.models import TierFlow, TierPolicy
from tiers.selectors.due import accounts_due
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profile_id, workspace_day
from tiers.selectors.standings import Known, is_bounded, standings_to_rank
from tiers.services.move_table import moves_add, moves_open, moves_write, remainder_add, sizes_moved
from tiers.services.proposals import moves_hold
from tiers.services.sizing import sizes_follow

RUN_JOB = "tiers.run"
ANNOUNCE_JOB = "tiers.announce"
FEW_NAMES = 100  # named one by one, however small the workspace


@dataclass(frozen=True)
class RunResult:
    """What a run did."""

    moved: int
    proposed: int  # moves that wait for people
    sizes: dict[str, int]
    warnings: list[dict[str, object]]


@transaction.atomic
def tiers_run(*, now: datetime) -> RunResult:
    """This function will judge every account of the workspace anew and keep what changed as history.

    Where the policy asks owners, what the lines decide becomes a proposal and nobody moves yet. Idempotent: running
    again at the same instant moves nobody and proposes nothing new. Side effects: locks the policy's row; fits the
    places of a policy that nobody has saved to the list; writes sizes, warnings and time of run; announces
    ``tier.changed`` for the accounts that moved.

    :raises NoPolicyError: when the workspace has no policy.
    """
    policy = policy_current(lock=True)
    profile_id, today = ranking_profile_id(policy), workspace_day(now)
    sizes_follow(policy)
    ranked = ranking(policy, profile_id=profile_id, now=now, today=today)
    moves_plan(policy, ranked, profile_id=profile_id, now=now, today=today)
    proposed = moves_hold(policy, now=now)
    moved = moves_write(now=now)
    row = policy.row
    row.sizes = tier_sizes()
    row.judged_version, row.judged_profile_id = row.version, profile_id
    _note(policy, now=now)
    changes_announce(moved, now=now)
    return RunResult(len(moved), proposed, row.sizes, row.warnings)


@transaction.atomic
def tiers_follow(*, changed: Sequence[int], now: datetime) -> RunResult | None:
    """This function will do what a run would do at this instant, given who ``changed`` since the last one, and read
    only who can move: those, the ranked tiers with the best who compete for them, and whom time lets move.

    ``changed`` are the accounts whose score moved or about whom people decided otherwise. Where the rules are no
    longer those under which everybody was judged, it asks for a run instead and returns None. Side effects: as of
    ``tiers_run``.

    :raises NoPolicyError: when the workspace has no policy.
    """
    policy = policy_current(lock=True)
    row, profile_id, today = policy.row, ranking_profile_id(policy), workspace_day(now)
    rules_hold = (row.judged_version, row.judged_profile_id) == (row.version, profile_id) and is_bounded(policy)
    if row.last_run_at is None or not rules_hold:
        run_request()
        return None
    sizes_follow(policy)
    among = sorted({*changed, *accounts_due(policy, since=row.last_run_at, now=now, today=today)})
    ranked = ranking(policy, profile_id=profile_id, now=now, today=today)
    moved, proposed = list[int](), 0
    if among or ranked.plan.moves or row.approval != TierPolicy.Approval.AUTO:  # else nobody moves and nothing waits
        moves_plan(policy, ranked, profile_id=profile_id, now=now, today=today, among=among)
        proposed = moves_hold(policy, now=now, judged=[*ranked.known, *among])
        sizes_moved(policy)
        moved = moves_write(now=now)
    _note(policy, now=now)
    changes_announce(moved, now=now)
    return RunResult(len(moved), proposed, row.sizes, row.warnings)


@dataclass(frozen=True)
class Ranking:
    """Who competes for the ranked places, by account, and who gets them."""

    known: dict[int, Known]
    plan: Plan


def ranking(policy: PolicyInUse, *, profile_id: int | None, now: datetime, today: date) -> Ranking:
    """This function will decide who gets the ranked places under ``policy``."""
    known = standings_to_rank(policy, profile_id=profile_id, now=now, today=today)
    return Ranking(known, assign(policy.rules, [entry.standing for entry in known.values()], now=now))


def moves_plan(
    policy: PolicyInUse,
    ranked: Ranking,
    *,
    profile_id: int | None,
    now: datetime,
    today: date,
    among: Sequence[int] | None = None,
) -> None:
    """This function will leave the moves a run under ``policy`` would make in this transaction's table of moves.

    Below the ranked tiers it judges everybody, or the accounts ``among`` these.
    """
    moves_open()
    moves_add(policy, ranked.plan.moves, ranked.known)
    remainder_add(policy, profile_id=profile_id, now=now, today=today, among=among)


def _note(policy: PolicyInUse, *, now: datetime) -> None:
    """Write down what the run found."""
    row = policy.row
    row.warnings = warnings_of(policy)
    row.last_run_at = now
    row.save(update_fields=["sizes", "warnings", "last_run_at", "judged_version", "judged_profile_id"])


def run_request() -> None:
    """This function will ask for everybody to be judged after this transaction; asked for many times before it begins,
    the run happens once.
    """
    job_enqueue(kind=RUN_JOB, payload={}, dedupe_key="run")


def decision_announce(accounts: Sequence[int]) -> None:
    """This function will have a run follow what people decided about these accounts; announces ``tier.decided``."""
    if len(accounts) > MOST_KEYS:
        run_request()
    else:
        message_append(topic="tier.decided", keys=accounts)


def tier_sizes() -> dict[str, int]:
    """This function will add up the accounts of each tier, by tier id as text, from who ever came and went."""
    flows = TierFlow.objects.order_by().values_list("tier_id").annotate(size=Sum("came") - Sum("went"))
    return {str(tier_id): size for tier_id, size in flows if size}


def warnings_of(policy: PolicyInUse) -> list[dict[str, object]]:
    """This function will work out the policy's warnings from its sizes, in the shape they are stored in."""
    found = policy_warnings(policy.rules, [policy.size(tier) for tier in policy.tiers])
    return [{"code": w.code, "tier": w.tier, "actual": w.actual, "limit": w.limit} for w in found]


def changes_announce(accounts: Sequence[int], *, now: datetime) -> None:
    """This function will announce who moved: each by ``tier.changed`` up to a thousand accounts; above, or where they
    are half the workspace, all at once by ``tiers.reassigned``, and a job tells the owners.
    """
    if len(accounts) <= MOST_KEYS and not _is_half(len(accounts)):
        message_append(topic="tier.changed", keys=accounts)
        return
    message_append(topic="tiers.reassigned", keys=[0])
    job_enqueue(kind=ANNOUNCE_JOB, payload={"since": now.isoformat()})


def _is_half(moved: int) -> bool:
    """Whether looking at everybody asks no more than naming so many: three rows an account."""
    return moved > FEW_NAMES and Account.objects.order_by()[: 2 * moved + 1].count() <= 2 * moved
