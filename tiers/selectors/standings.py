"""The accounts a run must look at one by one.

SQL is written by hand because the candidates must come off the index of best scores, in ranked order and only as many
as there can be places; everybody else is handled where the data is, by ``tiers.services.remainder``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from tenancy.context import required_tenant_id
from tenancy.statistics import TENANT
from tiers.domain.assignment import Standing, keeps_place
from tiers.domain.policy import TierRule
from tiers.selectors.policy import PolicyInUse

# each lateral with a limit, so that it is looked up by its account: right after a first run the statistics still say
# that the table is empty, and the planner would compare every account with every stay
_ACCOUNT = f"""
    join lateral (select id, public_id from account
                   where tenant_id = {TENANT} and id = wanted.account_id limit 1) acc on true
"""  # noqa: S608 - put together from constants, as are the next ones
_STATE = f"""
    left join lateral (select id, tier_id, entered_at from tier_assignment
                        where tenant_id = {TENANT} and account_id = acc.id and left_at is null limit 1) a on true
    left join lateral (select tier_id from tier_pin where tenant_id = {TENANT} and account_id = acc.id limit 1) p
           on true
    left join lateral (select id from tier_veto
                        where tenant_id = {TENANT} and account_id = acc.id and revoked_at is null
                          and expires_on >= %(today)s limit 1) v on true
"""  # noqa: S608
_COLUMNS = """
    acc.id, acc.public_id::text, f.score_milli, f.potential_milli, f.excluded_by is not null, f.version_id,
    a.id, a.tier_id, a.entered_at, p.tier_id, v.id is not null
"""
_INSIDERS = f"""
    select {_COLUMNS}
      from (select account_id from tier_assignment
             where tenant_id = {TENANT} and left_at is null and tier_id = any(%(head)s)
            union select account_id from tier_pin where tenant_id = {TENANT}
            union select account_id from tier_veto
             where tenant_id = {TENANT} and revoked_at is null and expires_on >= %(today)s) wanted
      {_ACCOUNT}
      left join lateral (select score_milli, potential_milli, excluded_by, version_id from fit_score
                          where tenant_id = {TENANT} and profile_id = %(profile)s and account_id = acc.id limit 1) f
             on true
      {_STATE}
"""  # noqa: S608
_OUTSIDERS = f"""
    select {_COLUMNS}
      from (select account_id, score_milli, potential_milli, excluded_by, version_id from fit_score
             where tenant_id = {TENANT} and profile_id = %(profile)s and score_milli >= %(line)s
               and excluded_by is null
             order by score_milli desc, potential_milli desc fetch first %(most)s rows with ties) f
     cross join lateral (select f.account_id) wanted
      {_ACCOUNT}
      {_STATE}
     where not f.account_id = any(%(insiders)s)
     order by f.score_milli desc, f.potential_milli desc, acc.public_id
     limit %(places)s
"""  # noqa: S608
EVERYBODY = 2**62


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds beside a standing: the open assignment, its tier and the version that gave the score."""

    standing: Standing
    assignment_id: int | None
    tier_id: int | None
    version_id: int | None


def head_length(policy: PolicyInUse) -> int:
    """This function will return how many tiers, from the top, are filled by rank: all down to the last with a
    capacity.
    """
    return max((index + 1 for index, tier in enumerate(policy.tiers) if tier.capacity is not None), default=0)


def is_bounded(policy: PolicyInUse) -> bool:
    """This function will say whether the accounts to rank are as many as there are places, however many there are:
    not where a tier without a capacity stands above one with.
    """
    return all(tier.capacity is not None for tier in policy.tiers[: head_length(policy)])


def standings_to_rank(policy: PolicyInUse, *, profile_id: int | None, now: datetime, today: date) -> dict[int, Known]:
    """This function will return, by account, everyone who can gain or lose a ranked place, in two queries at most.

    These are the members of ranked tiers, pinned and vetoed accounts, and the best others on or above the lowest
    promote line, as many as there are free places: one more could only be placed if somebody better were not.
    """
    head = policy.tiers[: head_length(policy)]
    values: dict[str, Any] = {
        "tenant": required_tenant_id(),
        "profile": profile_id,
        "today": today,
        "head": [tier.pk for tier in head],
        "line": min((tier.promote_milli for tier in head), default=0),
    }
    positions = {tier.pk: position for position, tier in enumerate(policy.tiers)}
    with connection.cursor() as cursor:
        cursor.execute(_INSIDERS, values)
        found = {row[0]: _known(row, positions) for row in cursor.fetchall()}
        places = _free_places(policy, [entry.standing for entry in found.values()], now=now)
        if places:
            # as many more as there are insiders among the best: whoever they push out is still read
            more = {"insiders": list(found), "places": places, "most": places + len(found)}
            cursor.execute(_OUTSIDERS, values | more)
            found |= {row[0]: _known(row, positions) for row in cursor.fetchall()}
    return found


def _free_places(policy: PolicyInUse, insiders: Iterable[Standing], *, now: datetime) -> int:
    """The ranked places that nobody keeps. Whoever is promoted between ranked tiers leaves one place for another."""
    if not is_bounded(policy):
        return EVERYBODY
    rules = policy.rules.tiers
    kept = Counter(place for place in (_kept_place(one, rules, now=now) for one in insiders) if place is not None)
    head = enumerate(policy.tiers[: head_length(policy)])
    return sum(max(0, (tier.capacity or 0) - kept[position]) for position, tier in head)


def _kept_place(standing: Standing, rules: Sequence[TierRule], *, now: datetime) -> int | None:
    """The tier an account stays in whatever the others' scores are."""
    if standing.vetoed or standing.excluded:
        return None
    if standing.pinned is not None:
        return standing.pinned
    if standing.tier is None or not keeps_place(standing, rules[standing.tier], now=now):
        return None
    return standing.tier


def _known(row: tuple[Any, ...], positions: dict[int, int]) -> Known:
    account, public_id, score, potential, excluded, version, assignment, tier, entered_at, pinned, vetoed = row
    standing = Standing(
        account=account,
        public_id=public_id,
        score=score,
        potential=potential,
        tier=positions.get(tier),
        entered_at=entered_at,
        pinned=positions.get(pinned),
        vetoed=vetoed,
        excluded=excluded,
    )
    return Known(standing, assignment, tier, version)
