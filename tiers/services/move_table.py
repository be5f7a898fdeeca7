"""One run's moves in a temporary table: filled from the ranked plan and from the remainder, then written in two
statements.

The remainder is everybody, or those accounts that something happened to: the same judgement over fewer rows.

SQL is written by hand because a first run moves every account of the workspace: closing the old stays and opening the
new ones must be one statement each, whatever their number. A single statement for both would let the new row meet the
old one's unique index before the old one is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id
from tenancy.statistics import TENANT
from tiers.domain.assignment import Cause, Move
from tiers.models import Tier
from tiers.selectors.policy import PolicyInUse
from tiers.selectors.standings import Known, head_length

#: A stay that ended because its tier was taken out of the policy.
POLICY_CAUSE = "policy"

_EVERYBODY = """
    (select account_id, score_milli, version_id, excluded_by from fit_score
      where tenant_id = %(tenant)s and profile_id = %(profile)s) f
    full join (select id, account_id, tier_id, entered_at from tier_assignment
                where tenant_id = %(tenant)s and left_at is null) a on a.account_id = f.account_id
"""
_VETOED = """
    select account_id from tier_veto where tenant_id = %(tenant)s and revoked_at is null and expires_on >= %(today)s
"""
# Looked up by account whatever the statistics say, as in ``tiers.selectors.standings``. Most accounts stand where their
# score alone puts them, and dwell keeps them there too: that is told by the index of stays, the stays are not read.
_THESE = f"""
    (select these.account_id, f.score_milli, f.version_id, f.excluded_by
       from unnest(%(among)s::bigint[]) as these (account_id)
       left join lateral (select score_milli, version_id, excluded_by from fit_score
                           where tenant_id = {TENANT} and profile_id = %(profile)s
                             and account_id = these.account_id limit 1) f on true
       left join lateral (select tier_id from tier_assignment
                           where tenant_id = {TENANT} and left_at is null
                             and account_id = these.account_id limit 1) a on true
      where a.tier_id is distinct from {{earned}} or these.account_id in ({_VETOED}) offset 0) f
    left join lateral (select id, account_id, tier_id, entered_at from tier_assignment
                        where tenant_id = {TENANT} and left_at is null
                          and account_id = f.account_id limit 1) a on true
"""  # noqa: S608 - put together from constants
_SIZES = """
    select tier_id::text, sum(change) from (
        select source_id as tier_id, -1 as change from tier_move union all select target_id, 1 from tier_move) moved
     where tier_id is not null group by tier_id
"""


def moves_open() -> None:
    """This function will make the run's empty table of moves; it goes with the transaction.

    Its columns are narrow enough for a table of its own alone, without one beside it for long values.
    """
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists tier_move")
        cursor.execute(
            """create temporary table tier_move (
                 account_id bigint primary key, assignment_id bigint, source_id bigint, target_id bigint,
                 cause varchar(12) not null, line_milli int, score_milli int, version_id bigint) on commit drop"""
        )


def moves_add(policy: PolicyInUse, moves: Iterable[Move], known: dict[int, Known]) -> None:
    """This function will put the ranked plan's moves into the table."""
    ids = [tier.pk for tier in policy.tiers]
    rows = [
        (
            move.account,
            known[move.account].assignment_id,
            known[move.account].tier_id,
            None if move.target is None else ids[move.target],
            str(move.cause),
            move.line,
            move.score,
            known[move.account].version_id,
        )
        for move in moves
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                """insert into tier_move
                   select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[],
                                        %s::int[], %s::bigint[])""",
                [list(column) for column in zip(*rows, strict=True)],
            )


def remainder_add(
    policy: PolicyInUse, *, profile_id: int | None, now: datetime, today: date, among: Sequence[int] | None = None
) -> None:
    """This function will add the moves of everyone the ranked plan did not look at, or of those ``among`` these.

    Below the last tier with a capacity nobody competes, so each account is judged for itself, where the data is; the
    words are those of ``tiers.domain.assignment`` and a test proves that both agree.
    """
    head = head_length(policy)
    values: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "profile": profile_id,
        "today": today,
        "head": [tier.pk for tier in policy.tiers[:head]],
        "kept": [tier.pk for tier in policy.tiers],
        "among": None if among is None else list(among),
    }
    earned, by_score = (_earned_sql(policy.tiers[head:], values, now=moment) for moment in (now, None))
    statement = f"""
            insert into tier_move
            select account_id, assignment_id, source_id, target_id,
                   case when veto_id is not null then '{Cause.VETOED}'
                        when excluded_by is not null then '{Cause.EXCLUDED}' when target_id is null then '{Cause.LEFT}'
                        when source_id is null or not source_id = any(%(kept)s) then '{Cause.ENTERED}'
                        when t.position < s.position then '{Cause.PROMOTED}' else '{Cause.DEMOTED}' end,
                   case when veto_id is not null or excluded_by is not null then null
                        when target_id is null or t.position > s.position then s.stay_milli else t.promote_milli end,
                   score_milli, version_id
              from (select coalesce(f.account_id, a.account_id) as account_id, a.id as assignment_id,
                           a.tier_id as source_id, f.score_milli, f.version_id, f.excluded_by, v.id as veto_id,
                           case when v.id is null then {earned} end as target_id
                      from {_EVERYBODY if among is None else _THESE.format(earned=by_score)}
                      left join tier_veto v on v.tenant_id = %(tenant)s and v.revoked_at is null
                            and v.expires_on >= %(today)s and v.account_id = coalesce(f.account_id, a.account_id)
                     where (a.tier_id is null or not a.tier_id = any(%(head)s))
                           -- of most accounts nothing more is asked
                       and (a.tier_id is distinct from {earned}
                            or coalesce(f.account_id, a.account_id) in ({_VETOED}))) judged
              left join tier s on s.tenant_id = %(tenant)s and s.id = source_id
              left join tier t on t.tenant_id = %(tenant)s and t.id = target_id
             where source_id is distinct from target_id
               and not exists (select 1 from tier_move m where m.account_id = judged.account_id)
               and (not source_id = any(%(kept)s)  -- its tier was taken away, so its stay ends whatever else holds
                    or not exists (select 1 from tier_pin p
                                    where p.tenant_id = %(tenant)s and p.account_id = judged.account_id))
            """  # noqa: S608 - fragments are constants and parameter names
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _earned_sql(tiers: tuple[Tier, ...], values: dict[str, Any], *, now: datetime | None) -> str:
    """Compile "the first tier that takes the account, vetoes apart" to SQL, adding its parameters to ``values``.

    Without ``now`` dwell keeps nobody. That differs only for accounts that stand elsewhere than it says: dwell gives
    nobody a tier but the one it is in, and whoever is there already would not be given a better one.
    """
    cases = []
    for index, tier in enumerate(tiers):
        values |= {
            f"tier{index}": tier.pk,
            f"promote{index}": tier.promote_milli,
            f"stay{index}": tier.stay_milli,
            f"down_to{index}": [above.pk for above in tiers[: index + 1]],
        }
        dwells = ""
        if now is not None:
            values[f"since{index}"] = now - timedelta(days=tier.dwell_days)
            dwells = f"or (a.tier_id = %(tier{index})s and a.entered_at > %(since{index})s)"
        cases.append(
            f"""when f.score_milli >= %(promote{index})s
                  or (f.score_milli >= %(stay{index})s and a.tier_id = any(%(down_to{index})s))
                  {dwells} then %(tier{index})s"""
        )
    return f"case when f.excluded_by is not null then null::bigint {' '.join(cases)} end"


def moves_write(*, now: datetime, decided_by_id: int | None = None) -> list[int]:
    """This function will close the old stays, open the new ones, and return the accounts that moved, in order.

    ``decided_by_id``: the person who approved them, if one did.
    """
    with connection.cursor() as cursor:
        cursor.execute("select account_id, assignment_id is not null from tier_move order by account_id")
        found: list[tuple[int, bool]] = cursor.fetchall()
    if any(is_leaving for _account, is_leaving in found):
        _stays_close(now=now)
    if found:
        _stays_open(now=now, decided_by_id=decided_by_id)
    return [account for account, _is_leaving in found]


def _stays_close(*, now: datetime) -> None:
    with connection.cursor() as cursor:
        # what PostgreSQL knows of the stays may be old: the index keeps it from comparing each stay with each move
        cursor.execute("create index on tier_move (assignment_id) where assignment_id is not null")
        cursor.execute(
            """
            update tier_assignment a
               set left_at = %(now)s, left_score_milli = m.score_milli, went_to_id = m.target_id,
                   left_cause = case when s.position is null then %(policy)s else m.cause end,
                   left_line_milli = case when s.position is null then null else m.line_milli end
              from tier_move m join tier s on s.tenant_id = %(tenant)s and s.id = m.source_id
             where a.tenant_id = %(tenant)s and a.id = m.assignment_id
            """,
            {"tenant": required_tenant_id(), "now": now, "policy": POLICY_CAUSE},
        )


def _stays_open(*, now: datetime, decided_by_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into tier_assignment
                (tenant_id, account_id, tier_id, entered_at, cause, reason, score_milli, line_milli, icp_version_id,
                 came_from_id, decided_by_id, left_cause, left_reason)
            select %(tenant)s, account_id, target_id, %(now)s, cause, '', score_milli, line_milli, version_id,
                   source_id, %(by)s, '', ''
              from tier_move where target_id is not null order by account_id
            """,
            {"tenant": required_tenant_id(), "now": now, "by": decided_by_id},
        )


def sizes_moved(policy: PolicyInUse) -> None:
    """This function will bring the policy's sizes up to what they are once the table's moves are written."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES)
        for tier_id, change in cursor.fetchall():
            policy.row.sizes[tier_id] = policy.row.sizes.get(tier_id, 0) + int(change)
