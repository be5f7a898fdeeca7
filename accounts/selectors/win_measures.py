"""The win score of an account: that of its best open deal under the profile of deals that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import FactChange
from tenancy.context import required_tenant_id

WIN_SCORE = "win_score"  # the measure, in thousandths of a point
BEST_OPEN_DEAL = "best_open_deal"
NO_OPEN_DEAL, DEALS_EXCLUDED, NOT_SCORED = "no_open_deal", "deals_excluded", "not_scored"  # why it is unknown


@dataclass(frozen=True, slots=True)
class Among:
    """Accounts by their keys, or those with keys in ``[lower, upper)``."""

    keys: tuple[int, ...] = ()
    lower: int | None = None
    upper: int | None = None


@dataclass(frozen=True, slots=True)
class WinScore:
    """Of one account: thousandths of a point, None where ``basis`` says why."""

    score_milli: int | None
    basis: str


# Accounts that never had an open deal are left out, so that a million of them need no row that says so. By hand,
# because the best of each account is taken in one pass over its open deals.
_BEST = """
    with best as (
        select deal.account_id, count(score.id) as scored,
               max(score.score_milli) filter (where score.excluded_by is null) as score_milli
          from deal
          left join deal_score score
                 on score.tenant_id = %(tenant)s and score.deal_id = deal.id and score.profile_id = %(profile)s
         where deal.tenant_id = %(tenant)s and deal.status = 'open' and {deals}
         group by deal.account_id),
    known as (
        select account_id from account_measure where tenant_id = %(tenant)s and key = %(measure)s and {measures})
    select coalesce(best.account_id, known.account_id), best.score_milli,
           case when best.score_milli is not null then %(best)s
                when best.account_id is null then %(none)s
                when best.scored > 0 then %(excluded)s
                else %(waiting)s end
      from best full join known on known.account_id = best.account_id
"""
_BY_KEYS = "{0} = any(%(keys)s)"
_BY_RANGE = "{0} >= %(lower)s and {0} < %(upper)s"


def win_scores_of(among: Among, *, profile_id: int) -> dict[int, WinScore]:
    """This function will give the win score of each of these accounts that has an open deal or had one: one query.

    Source: docs/fit.md#the-win-score-of-an-account.
    """
    where = _BY_KEYS if among.lower is None else _BY_RANGE
    statement = _BEST.format(deals=where.format("deal.account_id"), measures=where.format("account_id"))
    parameters: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "profile": profile_id,
        "measure": WIN_SCORE,
        "best": BEST_OPEN_DEAL,
        "none": NO_OPEN_DEAL,
        "excluded": DEALS_EXCLUDED,
        "waiting": NOT_SCORED,
        "keys": list(among.keys),
        "lower": among.lower,
        "upper": among.upper,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {pk: WinScore(score, basis) for pk, score, basis in cursor.fetchall()}


def accounts_left(deal_ids: list[int]) -> set[int]:
    """This function will name the accounts these deals once belonged to."""
    moves = FactChange.objects.filter(object_kind="deal", object_id__in=deal_ids, field="account_id")
    return {old for old in moves.values_list("old", flat=True) if isinstance(old, int)}
