"""What a policy would do, found out by doing it and undoing it: no second set of rules to keep in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from tenancy.context import required_tenant_id
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profile_id, workspace_day
from tiers.selectors.reasons import cause_text, warning_texts
from tiers.services.policy import PolicyRefusedError, PolicySettings, TierSpec, specs_problems, tiers_write
from tiers.services.run import moves_plan, ranking, warnings_of

EXAMPLES = 20


@dataclass(frozen=True)
class Flow:
    """How many accounts would go from one tier to another; blank for no tier."""

    source: str
    target: str
    accounts: int


@dataclass(frozen=True)
class Example:
    """One account that would move, and why."""

    public_id: UUID
    name: str
    source: str
    target: str
    why: str


@dataclass(frozen=True)
class Preview:
    """What a run under other tiers would do; ``sizes`` are (name, accounts) in order."""

    moved: int
    flows: tuple[Flow, ...]
    examples: tuple[Example, ...]
    sizes: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...]


class _UndoError(Exception):
    """Leaves the savepoint with nothing done."""


def policy_preview(*, specs: Sequence[TierSpec], settings: PolicySettings, now: datetime) -> Preview:
    """This function will say who would move if these tiers were saved and a run followed; nothing is changed.

    Side effect: holds the policy's row while it looks.

    :raises PolicyRefusedError: when the tiers break a rule.
    """
    problems = specs_problems(specs, settings)
    if problems:
        raise PolicyRefusedError(problems)
    try:
        with transaction.atomic():
            tiers_write(policy_current(lock=True), specs)
            policy = policy_current()
            settings.apply(policy.row)
            profile_id, today = ranking_profile_id(policy), workspace_day(now)
            ranked = ranking(policy, profile_id=profile_id, now=now, today=today)
            moves_plan(policy, ranked, profile_id=profile_id, now=now, today=today)
            preview = _read(policy)
            raise _UndoError
    except _UndoError:
        return preview


def _read(policy: PolicyInUse) -> Preview:
    flows, ids = _flows()
    for source, target, accounts in ids:
        for tier_id, change in ((source, -accounts), (target, accounts)):
            if tier_id is not None:
                policy.row.sizes[str(tier_id)] = policy.row.sizes.get(str(tier_id), 0) + change
    policy.row.warnings = warnings_of(policy)
    return Preview(
        moved=sum(flow.accounts for flow in flows),
        flows=flows,
        examples=_examples(),
        sizes=tuple((tier.name, policy.size(tier)) for tier in policy.tiers),
        warnings=tuple(warning_texts(policy)),
    )


def _flows() -> tuple[tuple[Flow, ...], list[tuple[int | None, int | None, int]]]:
    # by hand: the moves stand in the run's temporary table, which has no model
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select coalesce(s.name, ''), coalesce(t.name, ''), count(*), m.source_id, m.target_id
              from tier_move m
              left join tier s on s.tenant_id = %(tenant)s and s.id = m.source_id
              left join tier t on t.tenant_id = %(tenant)s and t.id = m.target_id
             group by 1, 2, 4, 5 order by min(s.position) nulls first, min(t.position) nulls last
            """,
            {"tenant": required_tenant_id()},
        )
        rows = cursor.fetchall()
    return tuple(Flow(*row[:3]) for row in rows), [(row[3], row[4], row[2]) for row in rows]


def _examples() -> tuple[Example, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select a.public_id, a.name, coalesce(s.name, ''), coalesce(t.name, ''), m.cause, m.score_milli,
                   m.line_milli
              from (select * from tier_move order by score_milli desc nulls last, account_id limit %(most)s) m
              join account a on a.tenant_id = %(tenant)s and a.id = m.account_id
              left join tier s on s.tenant_id = %(tenant)s and s.id = m.source_id
              left join tier t on t.tenant_id = %(tenant)s and t.id = m.target_id
             order by m.score_milli desc nulls last, m.account_id
            """,
            {"tenant": required_tenant_id(), "most": EXAMPLES},
        )
        rows = cursor.fetchall()
    return tuple(
        Example(public_id, name, source, target, cause_text(cause, score_milli=score, line_milli=line))
        for public_id, name, source, target, cause, score, line in rows
    )
